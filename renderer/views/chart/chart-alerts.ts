/** What alerts put on the chart, kept up with the store without React: lines, the draft's levels, and the dry run of a drag. */
import type { AlertDraft } from '../../../shared/alerts/rule.ts'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { levelText } from '../../../shared/alerts/words.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { intervalMs, type Interval } from '../../../shared/model/interval.ts'
import { actions } from '../../state/actions.ts'
import { alertPreview } from '../../state/alert-preview.ts'
import type { AppState } from '../../state/app-state.ts'
import { appStore } from '../../state/store.ts'
import {
  alertLinesOf,
  draftOf,
  previewLinesOf,
  rehearsedOn,
  withLevel,
  type AlertLine,
} from './alert-lines.ts'
import type { ChartView } from './view-types.ts'
import { createDragRehearsal, dragDays, dragNote, partFor } from './drag-rehearsal.ts'
import { placeRehearsed } from './firing-marks.ts'

type Mark = { readonly at: number; readonly value: number }
const noMarks: readonly Mark[] = []
const ticket = 'chart-drag'

const ruleOf = (id: string | null): AlertView | undefined =>
  id === null ? undefined : appStore.getState().rules.find((rule) => rule.id === id)

/** Saving arms: a rule that was paused stays paused. */
async function saveAsItWas(rule: AlertView, draft: AlertDraft): Promise<AlertView | null> {
  const saved = await actions.saveAlert(draft)
  if (saved !== null && rule.state === 'paused') await actions.pauseAlerts([rule.id])
  return saved
}

async function moveBack(line: AlertLine): Promise<void> {
  const rule = ruleOf(line.rule)
  if (rule !== undefined)
    await saveAsItWas(rule, withLevel(draftOf(rule), line.condition, line.operand, line.level))
}

/** Answers whether the new level was taken; then a toast offers the way back. */
export async function moveAlert(line: AlertLine, level: number, tickSize: number): Promise<boolean> {
  const rule = ruleOf(line.rule)
  if (rule === undefined) return false
  const saved = await saveAsItWas(rule, withLevel(draftOf(rule), line.condition, line.operand, level))
  if (saved === null) return false
  actions.toast({
    kind: 'info',
    title: `Moved to ${levelText(level, tickSize)}`,
    body: saved.name || saved.sentence,
    undo: () => void moveBack(line),
  })
  return true
}

export function openAlert(line: AlertLine): void {
  const rule = ruleOf(line.rule)
  if (rule !== undefined) actions.openDialog({ kind: 'alert', draft: { id: rule.id, rule: draftOf(rule) } })
}

export type ChartAlerts = {
  /** Another instrument; null while there is none. */
  show(instrument: Instrument | null): void
  setCandles(candles: readonly Candle[], interval: Interval): void
  /** Each step of a drag; null at its end. */
  dragged(line: AlertLine, level: number | null): void
  dispose(): void
}

type View = Pick<ChartView, 'setAlertLines' | 'setRehearsed' | 'setDragNote'>

export function createChartAlerts(view: View): ChartAlerts {
  let instrument: Instrument | null = null
  let candles: readonly Candle[] = []
  let interval: Interval = '1m'
  let dragMarks: readonly Mark[] | null = null

  const drawMarks = (): void => {
    const preview = alertPreview.getState()
    const written = preview !== null && preview.instrument === instrument?.id ? preview.marks : noMarks
    view.setRehearsed(placeRehearsed(dragMarks ?? written, candles, intervalMs(interval)))
  }

  const drawLines = (): void => {
    if (instrument === null) return view.setAlertLines([])
    const { rules, dialog, dialogsBehind, alertStatus } = appStore.getState()
    const preview = alertPreview.getState()
    const editor = [dialog, ...dialogsBehind].find((each) => each?.kind === 'alert')
    const hidden = preview === null ? null : (editor?.draft.id ?? null)
    const { id, tickSize } = instrument
    const context = { instrument: id, tickSize, allPaused: alertStatus.paused, hidden }
    view.setAlertLines([...alertLinesOf(rules, context), ...previewLinesOf(preview, context)])
  }

  const rehearsal = createDragRehearsal({
    rehearse: (rule) => actions.call('alerts.rehearse', { rule, days: dragDays, ticket }),
    cancel: () => void actions.call('alerts.cancel', { ticket }).catch(() => null),
    onResult(result) {
      const part = instrument === null ? undefined : partFor(result, instrument.id)
      view.setDragNote(dragNote(part))
      dragMarks = part?.firings.map(({ at, value, bar }) => ({ at, value: value ?? bar.close })) ?? null
      drawMarks()
    },
    setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  })

  const isSame = (now: AppState, before: AppState): boolean =>
    now.rules === before.rules && now.dialog === before.dialog && now.alertStatus === before.alertStatus
  const stopStore = appStore.subscribe((now, before) => {
    if (!isSame(now, before)) drawLines()
  })
  const stopPreview = alertPreview.subscribe((now, before) => {
    drawLines()
    if (now?.marks !== before?.marks || now?.instrument !== before?.instrument) drawMarks()
  })

  return {
    show(next) {
      instrument = next
      rehearsal.ended()
      drawLines()
      drawMarks()
    },
    setCandles(next, of) {
      candles = next
      interval = of
      drawMarks()
    },
    dragged(line, level) {
      if (line.rule === null) {
        // The editor rehearses what it writes.
        if (level !== null) alertPreview.getState()?.move(line.condition, line.operand, level)
        return
      }
      const rule = ruleOf(line.rule)
      if (level === null || rule === undefined || instrument === null) return rehearsal.ended()
      const draft = withLevel(draftOf(rule), line.condition, line.operand, level)
      rehearsal.moved(rehearsedOn(draft, instrument.id))
    },
    dispose() {
      rehearsal.ended()
      stopStore()
      stopPreview()
    },
  }
}
