/** Backup out and in, and lists in TradingView's format. */
import type { Backup } from '../../../shared/contract/methods.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { pickFile, saveFile } from '../../ui/files.ts'
import styles from './settings.module.css'

async function exportBackup(): Promise<void> {
  const backup = await actions.attempt('The backup was not made', 'backup.export', {})
  if (backup === null) return
  const day = formatDateTime(backup.exportedAt).slice(0, 10)
  saveFile(`tickerdeck-${day}.json`, 'application/json', JSON.stringify(backup, null, 2))
}

async function importBackup(file: File): Promise<void> {
  const refuse = (body: string): void => {
    actions.toast({ kind: 'error', title: `${file.name} is not a backup of Tickerdeck`, body })
  }
  let value: unknown
  try {
    value = JSON.parse(await file.text())
  } catch {
    return refuse('It is not JSON. Nothing was changed; choose the file that the export made.')
  }
  if (
    typeof value !== 'object' ||
    value === null ||
    !('format' in value) ||
    value.format !== 'tickerdeck-backup'
  )
    return refuse('It is another JSON file. Nothing was changed; choose the file that the export made.')
  // The core checks every field; here it only has to be a backup at all.
  const backup = value as Backup
  const counts = await actions.attempt('The backup was not taken in', 'backup.import', { backup })
  if (counts === null) return
  actions.toast({
    kind: 'info',
    title: `Took in ${file.name}`,
    body: `${counts.watchlists} lists and ${counts.alerts} alerts were added, the settings taken over.`,
  })
}

async function importList(file: File): Promise<void> {
  const name = file.name.replace(/\.txt$/iu, '').slice(0, 80) || 'Imported'
  const text = await file.text()
  const imported = await actions.attempt('The list was not imported', 'watchlists.import', { name, text })
  if (imported === null) return
  actions.openWatchlist(imported.watchlist.id)
  const { unresolved } = imported
  actions.toast({
    kind: 'info',
    title: `Imported the list ${imported.watchlist.name}`,
    body:
      unresolved.length === 0 ? '' : `No venue knows ${unresolved.slice(0, 5).join(', ')}; they are kept.`,
  })
}

export function DataSection() {
  const dataDir = useApp((state) => state.system?.dataDir)
  return (
    <>
      <Field
        label="Backup"
        hint="Lists, alerts and settings in one file, without any secret. Taking one in deletes nothing."
      >
        <div className={styles['line']}>
          <Button variant="outline" onClick={() => void exportBackup()}>
            Export
          </Button>
          <Button
            variant="outline"
            onClick={() => pickFile('.json,application/json', (file) => void importBackup(file))}
          >
            Import
          </Button>
        </div>
      </Field>
      <Field label="Watchlist" hint="TradingView's .txt. A list's own menu exports it.">
        <Button
          variant="outline"
          onClick={() => pickFile('.txt,text/plain', (file) => void importList(file))}
        >
          Import a list
        </Button>
      </Field>
      {dataDir !== undefined && (
        <Field label="Kept in">
          <code>{dataDir}</code>
        </Field>
      )}
    </>
  )
}
