/** What the chart's menu offers at a price and a candle. */
import { formatPrice } from '../../../shared/format/price.ts'
import type { SimpleOperator } from '../../../shared/alerts/simple.ts'
import { roundToTick } from '../../../shared/model/numbers.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import { actions } from '../../state/actions.ts'
import { quotes } from '../../state/quotes.ts'
import { appStore } from '../../state/store.ts'
import type { MenuItem } from '../../ui/menu.tsx'
import { alertLinesOf } from './alert-lines.ts'
import { explainHere, isExplainable, rulesHere, type Asked } from './why-here.ts'

/** Where the menu was opened: null where the pointer was not over candles. */
export type MenuPlace = { readonly price: number | null; readonly openAt: number | null }

/** The nearest; the others are asked about in their list. */
const mostAsked = 12
const longestName = 60

export function writeAlert(
  instrument: Instrument,
  price: number | null,
  operator: SimpleOperator = 'crossing',
): void {
  const level = price ?? quotes.get(instrument.id)?.last ?? null
  actions.openDialog({
    kind: 'alert',
    draft: {
      instrument: instrument.id,
      operator,
      ...(level === null ? {} : { level: roundToTick(level, instrument.tickSize) }),
    },
  })
}

function whyItems(instrument: Instrument, interval: Interval, { price, openAt }: MenuPlace): MenuItem[] {
  const { rules, settings } = appStore.getState()
  if (openAt === null || !isExplainable(interval)) return []
  const context = { instrument: instrument.id, tickSize: instrument.tickSize, allPaused: false, hidden: null }
  const here = rulesHere(rules, alertLinesOf(rules, context), instrument.id, price)
  const timeZone = settings.timeZone === 'local' ? undefined : settings.timeZone
  const run = (asked: Asked) => () => void explainHere(asked, instrument.id, interval, openAt, timeZone)
  const label = 'Why did nothing fire here?'
  const [first, ...others] = here
  if (first === undefined) return []
  if (others.length === 0) return [{ label, separated: true, run: run(first) }]
  const submenu = here.slice(0, mostAsked).map((asked) => {
    const text = asked.rule.name || asked.rule.sentence
    const shown = text.length > longestName ? `${text.slice(0, longestName - 1).trimEnd()}\u2026` : text
    return { id: asked.rule.id, label: shown, run: run(asked) }
  })
  return [{ label, separated: true, run: () => undefined, submenu }]
}

export function menuItems(
  instrument: Instrument,
  interval: Interval,
  place: MenuPlace,
  chart: { readonly toLatest: () => void; readonly reload: () => void },
): MenuItem[] {
  const { price } = place
  const text = price === null ? null : formatPrice(price, instrument.tickSize)
  const crossings: MenuItem[] =
    text === null
      ? []
      : [
          { label: 'Crossing Up here', run: () => writeAlert(instrument, price, 'crossing-up') },
          { label: 'Crossing Down here', run: () => writeAlert(instrument, price, 'crossing-down') },
        ]
  return [
    {
      label: text === null ? 'New alert' : `Alert here at ${text}`,
      keys: 'Alt A',
      run: () => writeAlert(instrument, price),
    },
    ...crossings,
    ...whyItems(instrument, interval, place),
    {
      label: text === null ? 'Copy price' : `Copy ${text}`,
      disabled: text === null,
      separated: true,
      run: () =>
        void navigator.clipboard
          .writeText(String(price))
          .catch((error: unknown) => actions.reportError('The price was not copied', error)),
    },
    { label: 'Go to the newest candle', keys: 'End', run: chart.toLatest },
    { label: 'Load again', run: chart.reload },
  ]
}
