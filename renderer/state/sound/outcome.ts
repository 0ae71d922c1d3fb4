/** What came of playing a sound, in words for the log. */

/** `played`, or why not. */
export type PlayOutcome = string

export const played: PlayOutcome = 'played'
export const refusedByBrowser: PlayOutcome =
  'refused: the browser plays no sound before a click or a key press in this window'
