/** The venues and the network: all of them on the left, the chosen one on the right. */
import { useRef, useState } from 'react'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Modal } from '../../ui/dialog.tsx'
import { NetworkPage } from './network-page.tsx'
import { networkId, VenueList } from './venue-list.tsx'
import { VenuePage } from './venue-page.tsx'
import styles from './venues.module.css'

function Venues({ at }: { readonly at: string | null }) {
  const providers = useApp((state) => state.providers)
  const [picked, setPicked] = useState(at)
  const focused = useRef<HTMLButtonElement>(null)
  const provider = providers.find(({ id }) => id === picked) ?? providers[0]
  const chosen = picked === networkId || provider === undefined ? networkId : provider.id
  return (
    <Modal title="Venues" size="wide" onClose={actions.closeDialog} initialFocus={focused}>
      <div className={styles['dialog']}>
        <VenueList chosen={chosen} onChoose={setPicked} focused={focused} />
        {/* Made anew for each entry: nothing that was typed for one may reach another. */}
        <div key={chosen} className={styles['page']}>
          {provider === undefined || chosen === networkId ? (
            <NetworkPage />
          ) : (
            <VenuePage provider={provider} />
          )}
        </div>
      </div>
    </Modal>
  )
}

/** Shown while the store says that the venues are open. */
export function VenuesDialog() {
  const dialog = useApp((state) => state.dialog)
  return dialog?.kind === 'venues' ? <Venues at={dialog.at ?? null} /> : null
}
