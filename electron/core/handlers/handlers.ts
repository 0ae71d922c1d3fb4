/** All calls that the core answers, from the files of their areas. */
import type { CoreHandlers } from '../../bridge/handlers.ts'
import type { Parts } from '../parts.ts'
import { alertHandlers } from './alerts.ts'
import { firingHandlers } from './firings.ts'
import { hookHandlers } from './hooks.ts'
import { listHandlers } from './lists.ts'
import { marketHandlers } from './market.ts'
import { systemHandlers } from './system.ts'
import { venueHandlers } from './venues.ts'

export function createHandlers(parts: Parts): CoreHandlers {
  return {
    ...systemHandlers(parts),
    ...marketHandlers(parts),
    ...venueHandlers(parts),
    ...listHandlers(parts),
    ...alertHandlers(parts),
    ...firingHandlers(parts),
    ...hookHandlers(parts),
  }
}
