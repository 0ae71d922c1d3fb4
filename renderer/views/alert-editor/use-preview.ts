/** Shows the levels of the rule on the chart while it is written, and takes back what is dragged there. */
import { useEffect, useMemo } from 'react'
import type { Rehearsal } from '../../../shared/alerts/rehearsal.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { alertPreview } from '../../state/alert-preview.ts'
import { useApp } from '../../state/store.ts'
import { withLevel } from './editor-state.ts'
import { previewInstrument, previewLevels, previewMarks } from './preview.ts'
import type { Editor } from './use-editor.ts'

/** Answers the instrument whose chart shows the rule; null where no chart can. */
export function usePreview(
  { fields, edit, draft, context }: Pick<Editor, 'fields' | 'edit' | 'draft' | 'context'>,
  rehearsal: Rehearsal | null,
): InstrumentId | null {
  const selected = useApp((state) => state.selected)
  const list = useApp((state) => state.watchlists.find(({ id }) => id === fields.scope.watchlist))
  const listed = useMemo(
    () => (list?.items ?? []).flatMap((item) => (item.kind === 'instrument' ? [item.instrument] : [])),
    [list],
  )
  const instrument = previewInstrument(fields, selected, listed)
  const tickSize = instrument === null ? null : context.tickSizeOf(instrument)
  useEffect(() => {
    if (instrument === null) {
      alertPreview.setState(null, true)
      return
    }
    alertPreview.setState(
      {
        instrument,
        levels: previewLevels(fields, instrument, tickSize),
        marks: previewMarks(rehearsal, instrument, draft),
        move: (condition, operand, value) =>
          edit((before) => withLevel(before, condition, operand, value, tickSize)),
      },
      true,
    )
  }, [fields, edit, draft, rehearsal, instrument, tickSize])
  useEffect(() => () => alertPreview.setState(null, true), [])
  return instrument
}
