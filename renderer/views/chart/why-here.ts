/** Why rules of the instrument did not fire in a candle: which ones are asked about, and in which of its minutes. */
import type { AlertView } from '../../../shared/alerts/view.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { dayMs, intervalMs, nextOpenAt, type Interval } from '../../../shared/model/interval.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import type { AlertLine } from './alert-lines.ts'

export type Asked = { readonly rule: AlertView; readonly level: number | null }

/** Rules about the instrument, those with a level next to the price first. */
export function rulesHere(
  rules: readonly AlertView[],
  lines: readonly AlertLine[],
  instrument: InstrumentId,
  price: number | null,
): readonly Asked[] {
  const about = rules.filter(
    ({ standings, conditions }) =>
      standings.some((standing) => standing.instrument === instrument) ||
      conditions.some((condition) => condition.instrument === instrument),
  )
  const asked = about.map((rule): Asked & { readonly far: number } => {
    const levels = lines.filter((line) => line.rule === rule.id).map(({ level }) => level)
    const far = (level: number) => Math.abs(level - (price ?? level))
    const level = levels.toSorted((a, b) => far(a) - far(b))[0] ?? null
    return { rule, level, far: level === null ? Infinity : far(level) }
  })
  return asked.toSorted((a, b) => a.far - b.far).map(({ rule, level }) => ({ rule, level }))
}

/** Longer candles have more minutes than are worth looking through. */
export function isExplainable(interval: Interval): boolean {
  return intervalMs(interval) <= dayMs
}

/** The minute in which the price came nearest to the level; the first where there is no level. */
export function nearestMinute(minutes: readonly Candle[], level: number | null, openAt: number): number {
  if (level === null) return minutes[0]?.openAt ?? openAt
  const away = ({ low, high }: Candle) => Math.max(low - level, level - high, 0)
  const [nearest] = minutes.toSorted((a, b) => away(a) - away(b) || a.openAt - b.openAt)
  return nearest?.openAt ?? openAt
}

async function minuteIn(instrument: InstrumentId, interval: Interval, openAt: number, level: number | null) {
  if (interval === '1m') return openAt
  const endAt = nextOpenAt(interval, openAt)
  const limit = Math.min(1440, Math.ceil((endAt - openAt) / 60_000))
  const { candles } = await actions.call('candles.get', { instrument, interval: '1m', before: endAt, limit })
  return nearestMinute(
    candles.filter((candle) => candle.openAt >= openAt),
    level,
    openAt,
  )
}

/** Says in a toast why the rule did, or did not, fire in the candle that opened at `openAt`. */
export async function explainHere(
  { rule, level }: Asked,
  instrument: InstrumentId,
  interval: Interval,
  openAt: number,
  timeZone: string | undefined,
): Promise<void> {
  try {
    const at = await minuteIn(instrument, interval, openAt, level)
    const { sentence, fired } = await actions.explainAlert({ id: rule.id, instrument, at })
    const time = formatDateTime(at, timeZone).slice(0, -3)
    const name = rule.name || rule.sentence
    actions.toast({
      kind: 'info',
      title: `${time}: ${fired ? 'it fired' : 'it did not fire'}`,
      body: `${name}. ${sentence}`,
    })
  } catch (error) {
    actions.reportError('It could not be said why', error)
  }
}
