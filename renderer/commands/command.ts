/** What a command is. */

export type Command = {
  readonly id: string
  readonly title: string
  readonly group: 'General' | 'List' | 'Chart' | 'Alerts' | 'Connections' | 'Appearance'
  /** Names as in `keys.ts`. */
  readonly keys: readonly string[]
  /** `list`: single keys that act on the list, not while a control has the focus. */
  readonly scope: 'anywhere' | 'list'
  /** Left out of the palette: it needs a row under the hand. */
  readonly keysOnly?: true
  /** Its keys act also while a dialog is open: noise must be stopped at once. */
  readonly urgent?: true
  readonly run: () => void
}

type Extra = Partial<Pick<Command, 'keys' | 'scope' | 'keysOnly' | 'urgent'>>

export function command(
  group: Command['group'],
  id: string,
  title: string,
  run: () => void,
  extra: Extra = {},
): Command {
  return { id, title, group, keys: [], scope: 'anywhere', run, ...extra }
}
