/** Candles that were shown, and are asked of REST again: nobody need look again where it says the same. */
import type { Candle } from '../../shared/model/candle.ts'
import type { Book } from './book.ts'
import { missingIn, type Span } from './gaps.ts'

/** `shown`: the only candle of the span as it was last told; null where there was none. */
export type Doubt = { readonly span: Span; readonly shown: Candle | null }

export type Doubts = {
  /** `shown` null: the closed one that the book has. False where REST has answered for it: there is nothing to doubt. */
  add(span: Span, shown: Candle | null): boolean
  list(): readonly Doubt[]
  /** Strikes out what is known by now; whether any of it differs from what was shown. */
  settle(): boolean
}

const mostDoubts = 64

function isSame(a: Candle, b: Candle): boolean {
  return (
    a.openAt === b.openAt &&
    a.open === b.open &&
    a.high === b.high &&
    a.low === b.low &&
    a.close === b.close &&
    a.volume === b.volume
  )
}

export function createDoubts(book: Book): Doubts {
  let doubts: Doubt[] = []
  const isKnown = ({ fromAt, toAt }: Span) => missingIn(book.covered(), { fromAt, toAt }).length === 0
  const isAsShown = ({ span, shown }: Doubt): boolean => {
    const [found, ...others] = book.read(span.fromAt, span.toAt)
    if (found === undefined || shown === null) return found === undefined && shown === null
    return others.length === 0 && isSame(found, shown)
  }

  return {
    add(span, given) {
      let shown = given
      if (shown === null) {
        if (!isKnown(span)) return false
        shown = book.read(span.fromAt, span.toAt).at(-1) ?? null
        if (shown?.source === 'rest') return false
      }
      doubts = doubts.filter((each) => each.span.fromAt !== span.fromAt)
      doubts.push({ span, shown })
      // More than that is an outage: whoever looks is told so anyway.
      if (doubts.length > mostDoubts) doubts.shift()
      return true
    },
    list: () => doubts,
    settle() {
      const settled = doubts.filter(({ span }) => isKnown(span))
      doubts = doubts.filter(({ span }) => !isKnown(span))
      return settled.some((doubt) => !isAsShown(doubt))
    },
  }
}
