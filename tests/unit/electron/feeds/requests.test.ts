/** Which message an answer is about, where the answer does not name the topics. */
import { describe, expect, it } from 'vitest'
import { createRequests } from '../../../../electron/feeds/requests.ts'

const message = (requestId: number | null, ...topics: string[]) => ({ text: '', requestId, topics })

describe('requests', () => {
  it('are answered by their id, each once', () => {
    const requests = createRequests()
    requests.sent(message(1, 'a'), 0)
    requests.sent(message(2, 'b', 'c'), 0)
    expect(requests.answered(2)).toEqual(['b', 'c'])
    expect(requests.answered(2)).toBeNull()
    expect(requests.answered(9)).toBeNull()
    expect(requests.answered(1)).toEqual(['a'])
  })

  it('are answered oldest first where answers have no id, and those that ask for nothing are not waited for', () => {
    const requests = createRequests()
    requests.sent(message(null, 'a'), 0)
    requests.sent(message(null), 0)
    requests.sent(message(null, 'b'), 0)
    expect(requests.answered(null)).toEqual(['a'])
    expect(requests.answered(null)).toEqual(['b'])
    expect(requests.answered(null)).toBeNull()
  })

  it('are answered as well when all their topics were named', () => {
    const requests = createRequests()
    requests.sent(message(null, 'a', 'b'), 0)
    requests.sent(message(null, 'c'), 0)
    requests.named('a')
    requests.named('unknown')
    expect(requests.answered(null)).toEqual(['b'])
    requests.sent(message(null, 'd'), 0)
    requests.named('c')
    expect(requests.answered(null)).toEqual(['d'])
  })

  it('count as answered after a time, and are forgotten with their socket', () => {
    const requests = createRequests()
    requests.sent(message(null, 'a'), 1_000)
    requests.sent(message(null, 'b'), 2_000)
    requests.forgetBefore(2_000)
    expect(requests.answered(null)).toEqual(['b'])
    requests.sent(message(3, 'c'), 3_000)
    requests.clear()
    expect(requests.answered(3)).toBeNull()
  })
})
