/** Settings: shown at once, saved to the core, taken back if the core refuses. */
import type { MethodInput } from '../../../shared/contract/methods.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import type { ActionContext } from '../context.ts'

export type SettingsChange = Partial<Settings>

export type SettingsActions = {
  /** Saves now; answers whether the core took it. */
  saveSettings(change: SettingsChange): Promise<boolean>
  /** For what changes in bursts (splitters, selection): shown at once, saved half a second after the last change. */
  saveSettingsSoon(change: SettingsChange): void
  /** `asc`/`desc` alternate; a third call on the same column goes back to the user's own order. */
  setSort(column: string): void
}

const saveDelayMs = 500

/** The next sort after a click on `column`: numbers start with the largest, names with the first. */
export function nextSort(current: Settings['sort'], column: string): Settings['sort'] {
  const startsDescending = column !== 'symbol'
  if (current === null || current.column !== column) return { column, descending: startsDescending }
  return current.descending === startsDescending ? { column, descending: !startsDescending } : null
}

export function createSettingsActions({ client, store, attempt }: ActionContext): SettingsActions {
  let waiting: SettingsChange = {}
  let timer: ReturnType<typeof setTimeout> | null = null

  const show = (change: SettingsChange): void =>
    store.setState((state) => ({ settings: { ...state.settings, ...change } }))

  const saveSettings = async (change: SettingsChange): Promise<boolean> => {
    const before = store.getState().settings
    show(change)
    const input: MethodInput<'settings.save'> = change
    const saved = await attempt('The setting was not saved', 'settings.save', input)
    if (saved === null) {
      const undone = Object.fromEntries(
        Object.keys(change).map((key) => [key, before[key as keyof Settings]]),
      ) as SettingsChange
      show(undone)
      return false
    }
    // What is still waiting to be saved is newer than the core's answer.
    store.setState({ settings: { ...saved, ...waiting } })
    return true
  }

  const flush = (): void => {
    timer = null
    const change = waiting
    waiting = {}
    // Losing a splitter position is not worth a message while the core is away.
    if (client.state() === 'open') void saveSettings(change)
  }

  const saveSettingsSoon = (change: SettingsChange): void => {
    show(change)
    waiting = { ...waiting, ...change }
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(flush, saveDelayMs)
  }

  return {
    saveSettings,
    saveSettingsSoon,
    setSort(column) {
      const sort = nextSort(store.getState().settings.sort, column)
      saveSettingsSoon({ sort })
    },
  }
}
