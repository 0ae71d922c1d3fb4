/** The painter writes what changed, where it can be seen, and flashes only real moves. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createRowPainter, type RowPainter } from '../../../../../renderer/views/watchlist/row-painter.ts'
import type { Quote } from '../../../../../shared/model/quote.ts'
import { btc, sampleQuote } from '../../../../support/samples.ts'

/** As much of an element as the painter touches, counting the writes. */
type FakeElement = {
  attributes: Map<string, string>
  text: string
  cells: Map<string, FakeElement>
}

let writes = 0

function createElement(): FakeElement & HTMLElement {
  const attributes = new Map<string, string>()
  const cells = new Map<string, FakeElement & HTMLElement>()
  const element = {
    attributes,
    cells,
    text: '',
    ownerDocument: {
      createTextNode: () => {
        let data = ''
        return {
          get data() {
            return data
          },
          set data(next: string) {
            writes += 1
            data = next
          },
        }
      },
    },
    querySelector(selector: string) {
      const name = /"(.+)"/.exec(selector)?.[1] ?? 'flash'
      const cell = cells.get(name) ?? createElement()
      cells.set(name, cell)
      return cell
    },
    replaceChildren(node: { data: string }) {
      Object.defineProperty(element, 'text', { get: () => node.data })
    },
    getAttribute: (name: string) => attributes.get(name) ?? null,
    setAttribute: (name: string, value: string) => void attributes.set(name, value),
    addEventListener: () => undefined,
  }
  return element as unknown as FakeElement & HTMLElement
}

let quote: Quote | undefined
let now: number
let seen: boolean
let row: FakeElement & HTMLElement
let painter: RowPainter

const text = (cell: string): string => row.cells.get(cell)?.text ?? ''
const change = (fields: Partial<Quote>): void => {
  quote = sampleQuote(btc, { ...quote, ...fields })
  painter.changed([btc])
}

beforeEach(() => {
  quote = sampleQuote(btc, { last: 64_128.52 })
  now = 1_200
  seen = true
  row = createElement()
  painter = createRowPainter({ read: () => quote, now: () => now, visible: () => seen })
  painter.register(btc, row, () => ({ tickSize: 0.01 }))
  writes = 0
})

describe('row painter', () => {
  it('paints a row when it is mounted, without a flash', () => {
    expect(text('last') + text('lastTail')).toBe('64,128.52')
    expect(text('age')).toBe('0.2 s')
    expect(row.attributes.get('data-state')).toBe('simulated')
    expect(row.cells.get('flash')?.attributes.has('data-flash')).toBe(false)
  })

  it('writes nothing where no text changed', () => {
    change({ bid: 99.990_000_1 })
    painter.repaint()
    painter.tick()
    expect(writes).toBe(0)
  })

  it('marks the changed digits and flashes in the direction of the move, each time anew', () => {
    change({ last: 64_128.57 })
    expect([text('last'), text('lastTail')]).toEqual(['64,128.5', '7'])
    const first = row.cells.get('flash')?.attributes.get('data-flash')
    change({ last: 64_130 })
    const second = row.cells.get('flash')?.attributes.get('data-flash')
    expect([first, second].map((flash) => flash?.split('-')[0])).toEqual(['up', 'up'])
    expect(second).not.toBe(first)
    change({ last: 64_129 })
    expect(row.cells.get('flash')?.attributes.get('data-flash')).toMatch(/^down-/)
  })

  it('only tells the state of a row that cannot be seen, and paints it when it can', () => {
    seen = false
    change({ last: 5, state: 'stale' })
    expect(writes).toBe(0)
    expect(row.attributes.get('data-state')).toBe('stale')
    seen = true
    painter.tick()
    expect(text('last') + text('lastTail')).toBe('5.00')
  })

  it('lets ages go on by the clock', () => {
    now = 43_000
    painter.tick()
    expect(text('age')).toBe('42 s')
    expect(writes).toBe(1)
  })

  it('says why a quiet row has no age, and what its change is measured from', () => {
    change({ state: 'quiet', basis: 'previous-close' })
    expect(text('age')).toBe('quiet')
    expect(row.attributes.get('data-state')).toBe('quiet')
    expect(row.cells.get('age')?.attributes.get('title')).toMatch(/the venue was asked/)
    expect(row.cells.get('changePercent')?.attributes.get('title')).toBe('Change since the previous close')
    change({ state: 'live' })
    expect(row.cells.get('age')?.attributes.get('title')).toBe('Since the last update')
  })

  it('shows dashes for what nobody knows', () => {
    quote = undefined
    painter.repaint()
    expect([text('last'), text('bid'), text('age')]).toEqual(['–', '–', '–'])
    expect(row.attributes.get('data-state')).toBe('none')
  })
})
