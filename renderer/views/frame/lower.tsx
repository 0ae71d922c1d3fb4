/** What stands under the chart: the lanes of the connections, or the deliveries. */
import { useApp } from '../../state/store.ts'
import { ConnectionsPanel } from '../connections/connections-panel.tsx'
import { lazily } from './lazily.tsx'

const DeliveriesPanel = lazily('The deliveries', async () => {
  const { DeliveriesPanel } = await import('../deliveries/deliveries-panel.tsx')
  return DeliveriesPanel
})

export function Lower() {
  const tab = useApp((state) => state.bottomTab)
  return tab === 'connections' ? <ConnectionsPanel /> : <DeliveriesPanel />
}
