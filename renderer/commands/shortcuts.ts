/** Listens for the keys of the command table. */
import { appStore } from '../state/store.ts'
import { commandFor, commands } from './commands.ts'
import { createKeyReader, keyName, placeOf } from './keys.ts'

/** Answers the undo. While a dialog is open, its own keys are the only ones, but for those that can't wait. */
export function startShortcuts(target: Document): () => void {
  const read = createKeyReader(() => performance.now())
  let wasOpen = false
  const before = (): void => {
    wasOpen = appStore.getState().dialog !== null
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    // An Escape that closed a dialog, or is held down, is not one of two.
    const name = wasOpen || event.repeat ? keyName(event) : read(keyName(event))
    const command = commandFor(commands, name, placeOf(event.target))
    if (command === null || (appStore.getState().dialog !== null && command.urgent !== true)) return
    event.preventDefault()
    command.run()
  }
  target.addEventListener('keydown', before, { capture: true })
  target.addEventListener('keydown', onKeyDown)
  return () => {
    target.removeEventListener('keydown', before, { capture: true })
    target.removeEventListener('keydown', onKeyDown)
  }
}
