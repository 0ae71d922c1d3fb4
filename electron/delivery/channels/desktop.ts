/** A firing as an OS notification: a title and a body short enough that no system cuts the numbers off. */
import { formatPrice } from '../../../shared/format/price.ts'
import { formatClock } from '../../../shared/format/time.ts'
import type { Firing } from '../../../shared/model/alert.ts'
import { symbolOf } from '../../../shared/model/ids.ts'

export type NotificationText = { readonly title: string; readonly body: string }

const longestNote = 160

/** Digits as they came, since a firing does not keep the tick size: what the price needs, and no exponent. */
function priceText(price: number): string {
  const written = String(price)
  const decimals = written.includes('e') ? 12 : (written.split('.')[1]?.length ?? 0)
  const text = formatPrice(price, 10 ** -decimals)
  return written.includes('e') ? text.replace(/\.?0+$/, '') : text
}

/** Cuts at a whole character and says that it did. */
function shortened(text: string, longest: number): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()]
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`
}

/** Title: symbol and price, marked where it is simulated or late. Body: the rule, when, and the user's note. */
export function desktopText(firing: Firing, timeZone?: string): NotificationText {
  const marks = [firing.simulated ? 'simulated' : '', firing.late ? 'late' : ''].filter((mark) => mark !== '')
  const marked = marks.length === 0 ? '' : ` (${marks.join(', ')})`
  const note = shortened(firing.note, longestNote)
  return {
    title: `${symbolOf(firing.instrument)} ${priceText(firing.evidence.at.price)}${marked}`,
    body: `${firing.sentence} · ${formatClock(firing.firedAt, timeZone)}${note === '' ? '' : `\n${note}`}`,
  }
}
