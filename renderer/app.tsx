/** The window: frame, panels, and the one dialog that is open. */
import { useEffect } from 'react'
import { useApp } from './state/store.ts'
import { TooltipArea } from './ui/tooltip.tsx'
import { AlertEditorLazy } from './views/alert-editor/alert-editor-lazy.tsx'
import { AlertsPanel } from './views/alerts/alerts-panel.tsx'
import { RingingBar } from './views/alerts/ringing-bar.tsx'
import { ChartPanel } from './views/chart/chart-panel.tsx'
import { Banners } from './views/frame/banners.tsx'
import { Downloads } from './views/frame/downloads.tsx'
import styles from './views/frame/frame.module.css'
import { Header } from './views/frame/header.tsx'
import { lazily } from './views/frame/lazily.tsx'
import { Lower } from './views/frame/lower.tsx'
import { Workspace } from './views/frame/workspace.tsx'
import { HookSourcesDialog } from './views/inbox/hook-sources-dialog.tsx'
import { InboxEntryDialog } from './views/inbox/inbox-entry-dialog.tsx'
import { InboxPanel } from './views/inbox/inbox-panel.tsx'
import { SearchPalette } from './views/search/search-palette.tsx'
import { ShortcutsDialog } from './views/shortcuts/shortcuts-dialog.tsx'
import { Footer } from './views/status/footer.tsx'
import { Toasts } from './views/toasts/toasts.tsx'
import { VenuesDialogLazy } from './views/venues/venues-lazy.tsx'
import { WatchlistPanel } from './views/watchlist/watchlist-panel.tsx'

const FiringDialog = lazily('The firing', async () => {
  const { FiringDialog } = await import('./views/alerts/firing-dialog.tsx')
  return FiringDialog
})
const ImportDialog = lazily('The import', async () => {
  const { ImportDialog } = await import('./views/alerts/import-dialog.tsx')
  return ImportDialog
})
const LogDialog = lazily('The log', async () => {
  const { LogDialog } = await import('./views/alerts/log-dialog.tsx')
  return LogDialog
})
const ManagerDialog = lazily('The manager of alerts', async () => {
  const { ManagerDialog } = await import('./views/alerts/manager-dialog.tsx')
  return ManagerDialog
})
const WhyDialog = lazily('The explanation', async () => {
  const { WhyDialog } = await import('./views/alerts/why-dialog.tsx')
  return WhyDialog
})
const SettingsDialog = lazily('The settings', async () => {
  const { SettingsDialog } = await import('./views/settings/settings-dialog.tsx')
  return SettingsDialog
})

function OpenDialog() {
  const kind = useApp((state) => state.dialog?.kind ?? null)
  switch (kind) {
    case null:
      return null
    case 'alert':
      return <AlertEditorLazy />
    case 'alert-import':
      return <ImportDialog />
    case 'alert-log':
      return <LogDialog />
    case 'alert-manager':
      return <ManagerDialog />
    case 'alert-why':
      return <WhyDialog />
    case 'search':
      return <SearchPalette />
    case 'settings':
      return <SettingsDialog />
    case 'venues':
      return <VenuesDialogLazy />
    case 'shortcuts':
      return <ShortcutsDialog />
    case 'inbox-entry':
      return <InboxEntryDialog />
    case 'hook-sources':
      return <HookSourcesDialog />
    case 'firing':
      return <FiringDialog />
    default:
      return kind satisfies never
  }
}

/** Sets `data-theme` on the root, which is what every colour hangs on. */
function useTheme(): void {
  const theme = useApp((state) => state.settings.theme)
  useEffect(() => {
    const light = matchMedia('(prefers-color-scheme: light)')
    const apply = (): void => {
      const shown = theme === 'system' ? (light.matches ? 'light' : 'dark') : theme
      document.documentElement.dataset['theme'] = shown
    }
    apply()
    light.addEventListener('change', apply)
    return () => light.removeEventListener('change', apply)
  }, [theme])
}

export function App() {
  useTheme()
  return (
    <TooltipArea>
      <div className={styles['frame']}>
        <Header />
        <Banners />
        <RingingBar />
        <Workspace
          left={<WatchlistPanel />}
          chart={<ChartPanel />}
          bottom={<Lower />}
          rightTop={<AlertsPanel />}
          rightBottom={<InboxPanel />}
        />
        <Footer />
      </div>
      <OpenDialog />
      <Toasts />
      <Downloads />
    </TooltipArea>
  )
}
