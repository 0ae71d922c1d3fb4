/** What the launching test decided for this run of the double, and the way back to it. */
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

export type Choices = {
  readonly packaged: boolean
  /** Another instance holds the lock. */
  readonly otherInstance: boolean
  readonly appData: string
  /** Linux's key store. */
  readonly keyStore: 'basic_text' | 'gnome_libsecret'
  /** What the user presses in a message box, by its index. */
  readonly messageBox: number
}

export type Report =
  | { readonly t: 'quit'; readonly steps: readonly string[] }
  | { readonly t: 'loaded' }
  | { readonly t: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly t: 'refusal'; readonly id: number; readonly message: string }

const choices = JSON.parse(process.env['ELECTRON_DOUBLE'] ?? '{}') as Choices
// Ours alone: the app must not see it, nor hand it on.
delete process.env['ELECTRON_DOUBLE']

export const setup = {
  ...choices,
  report: (report: Report): void => void process.send?.(report),
}
