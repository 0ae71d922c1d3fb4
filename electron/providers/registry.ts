/** All venues that the product knows. */
import type { ProviderId } from '../../shared/model/ids.ts'
import type { Provider } from './provider.ts'
import { simulated } from './simulated/index.ts'

export const providers: readonly Provider[] = [simulated]

export function providerById(id: ProviderId): Provider | undefined {
  return providers.find((provider) => provider.id === id)
}
