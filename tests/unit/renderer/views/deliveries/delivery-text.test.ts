/** A sending in words: its state, its reason, its answer. */
import { describe, expect, it } from 'vitest'
import { answerText, reasonText, stateText } from '../../../../../renderer/views/deliveries/delivery-text.ts'
import { sampleDelivery } from '../../../../support/alert-samples.ts'

const now = Date.UTC(2026, 10, 23, 14)

describe('a sending', () => {
  it('says what it is doing, and until when it waits', () => {
    const text = (state: Parameters<typeof stateText>[0]['state'], dueAt = 0): string =>
      stateText({ state, dueAt }, now, 'UTC')
    expect([text('pending'), text('sent'), text('failed'), text('cancelled')]).toEqual([
      'on its way',
      'delivered',
      'failed',
      'cancelled',
    ])
    expect(text('waiting', now + 5 * 60_000)).toBe('waiting until 14:05')
    expect(text('waiting', now + 48 * 3_600_000)).toBe('waiting until 2026-11-25 14:00')
  })

  it('says why it was made, where that is not the usual', () => {
    expect([reasonText('alert'), reasonText('escalation'), reasonText('digest')]).toEqual([
      null,
      'escalation',
      'digest',
    ])
  })

  it('shows the error while it matters, and else the answer', () => {
    const fields = { lastError: 'refused', answer: '204' }
    expect(answerText(sampleDelivery('d', { ...fields, state: 'sent' }))).toBe('204')
    expect(answerText(sampleDelivery('d', { ...fields, state: 'failed' }))).toBe('refused')
    expect(answerText(sampleDelivery('d', { state: 'failed', answer: '500' }))).toBe('500')
    expect(answerText(sampleDelivery('d', { state: 'cancelled', lastError: 'acknowledged' }))).toBe(
      'acknowledged',
    )
    expect(answerText(sampleDelivery('d'))).toBeNull()
  })
})
