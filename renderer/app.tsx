/** The window: frame, panels, and the one dialog that is open. */
import { useEffect } from 'react'
import { useApp } from './state/store.ts'
import { TooltipArea } from './ui/tooltip.tsx'
import { AlertDialog } from './views/alerts/alert-dialog.tsx'
import { AlertsPanel } from './views/alerts/alerts-panel.tsx'
import { FiringDialog } from './views/alerts/firing-dialog.tsx'
import { ChartPanel } from './views/chart/chart-panel.tsx'
import { Lower } from './views/frame/lower.tsx'
import { Banners } from './views/frame/banners.tsx'
import styles from './views/frame/frame.module.css'
import { Header } from './views/frame/header.tsx'
import { Workspace } from './views/frame/workspace.tsx'
import { HookSourcesDialog } from './views/inbox/hook-sources-dialog.tsx'
import { InboxEntryDialog } from './views/inbox/inbox-entry-dialog.tsx'
import { InboxPanel } from './views/inbox/inbox-panel.tsx'
import { SearchPalette } from './views/search/search-palette.tsx'
import { SettingsDialog } from './views/settings/settings-dialog.tsx'
import { ShortcutsDialog } from './views/shortcuts/shortcuts-dialog.tsx'
import { Footer } from './views/status/footer.tsx'
import { Toasts } from './views/toasts/toasts.tsx'
import { VenuesDialogLazy } from './views/venues/venues-lazy.tsx'
import { WatchlistPanel } from './views/watchlist/watchlist-panel.tsx'

function OpenDialog() {
  const kind = useApp((state) => state.dialog?.kind ?? null)
  switch (kind) {
    case null:
      return null
    case 'alert':
      return <AlertDialog />
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
    </TooltipArea>
  )
}
