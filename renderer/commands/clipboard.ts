/** Copying, with a word about whether it worked. */
import { actions } from '../state/actions.ts'

/** `what` is named in the message: `Copied the hook address`. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    actions.toast({ kind: 'info', title: `Copied ${what}`, body: text })
  } catch {
    actions.toast({ kind: 'error', title: `The browser did not let ${what} be copied`, body: text })
  }
}
