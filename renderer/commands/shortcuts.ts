/** Listens for the keys of the command table. */
import { appStore } from '../state/store.ts'
import { commandFor, commands } from './commands.ts'
import { keyName, placeOf } from './keys.ts'

/** Answers the undo. While a dialog is open, its own keys are the only ones. */
export function startShortcuts(target: Document): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || appStore.getState().dialog !== null) return
    const command = commandFor(commands, keyName(event), placeOf(event.target))
    if (command === null) return
    event.preventDefault()
    command.run()
  }
  target.addEventListener('keydown', onKeyDown)
  return () => target.removeEventListener('keydown', onKeyDown)
}
