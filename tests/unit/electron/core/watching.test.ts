/** Armed instruments are held once each, whether they come, go or are unknown at first. */
import { describe, expect, it } from 'vitest'
import { createNotices } from '../../../../electron/core/notices.ts'
import { createWatching } from '../../../../electron/core/watching.ts'
import { testInstrument } from '../../../support/instruments.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const a = testInstrument('A').id
const b = testInstrument('B').id

describe('watching', () => {
  it('takes up what is new, lets go of the rest, and asks again for the unknown', () => {
    const log: string[] = []
    let known = false
    const watching = createWatching((id) => {
      if (id === b && !known) return null
      log.push(`+${id}`)
      return () => log.push(`-${id}`)
    })
    watching.reconcile([a, b, a])
    watching.reconcile([a, b])
    expect(log).toEqual([`+${a}`])
    known = true
    watching.reconcile([b])
    expect(log).toEqual([`+${a}`, `-${a}`, `+${b}`])
    watching.stop()
    expect(log.at(-1)).toBe(`-${b}`)
  })
})

describe('notices', () => {
  it('keep one text an id and tell of changes only', () => {
    let changes = 0
    const notices = createNotices(createManualClock(), () => (changes += 1))
    notices.put('x', 'warning', 'one')
    notices.put('x', 'warning', 'one')
    notices.put('x', 'warning', 'two')
    expect(notices.list().map(({ text }) => text)).toEqual(['two'])
    expect(changes).toBe(2)
    notices.dismiss('x')
    expect(() => notices.dismiss('x')).toThrow(/no notice x/)
    notices.clear('x')
    expect(changes).toBe(3)
  })
})
