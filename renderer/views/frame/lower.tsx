/** What stands under the chart: the lanes of the connections, or the deliveries. */
import { useApp } from '../../state/store.ts'
import { ConnectionsPanel } from '../connections/connections-panel.tsx'
import { DeliveriesPanel } from '../deliveries/deliveries-panel.tsx'

export function Lower() {
  const tab = useApp((state) => state.bottomTab)
  return tab === 'connections' ? <ConnectionsPanel /> : <DeliveriesPanel />
}
