/** A venue's limits outlive the client: to configure a venue anew is no way around them. */
import { describe, expect, it } from 'vitest'
import { createRestBudget } from '../../../../electron/feeds/rest-budget.ts'
import { createRestClient } from '../../../../electron/feeds/rest-client.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { createTestProvider } from '../../../support/feed-provider.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const provider = createTestProvider()
const request = { path: '/history', query: {}, weight: 8 }

function setUp() {
  const clock = createManualClock()
  const budget = createRestBudget(clock, [{ max: 8, windowMs: 600_000 }], () => 0)
  const client = () =>
    createRestClient({
      provider,
      restUrl: provider.restUrl,
      budget,
      userAgent: 'test',
      clock,
      log: silentLog,
      sent: () => {},
    })
  return { budget, client }
}

describe('what is left of the limits', () => {
  it('is the same for the next client', async () => {
    const { budget, client } = setUp()
    budget.limit.take(8)
    await expect(client().get(request)).rejects.toMatchObject({
      code: 'rate-limited',
      retry: { afterMs: 600_000 },
    })
  })

  it('is nothing while the venue has told us to wait, for the next client too', async () => {
    const { budget, client } = setUp()
    budget.block.begin(45_000)
    await expect(client().get(request)).rejects.toMatchObject({
      code: 'rate-limited',
      retry: { afterMs: 45_000 },
    })
    expect(client().health().blockedUntil).not.toBeNull()
  })
})
