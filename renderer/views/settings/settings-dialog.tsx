/** All settings in one scrolled page, each saved as it is changed. */
import type { ReactNode } from 'react'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Modal } from '../../ui/dialog.tsx'
import { Appearance } from './appearance.tsx'
import { DataSection } from './data-section.tsx'
import { Notifications } from './notifications.tsx'
import { ReplaySection } from './replay-section.tsx'
import styles from './settings.module.css'
import { VenuesSection } from './venues-section.tsx'
import { WebhookListener } from './webhook-listener.tsx'

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles['section']}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

export function SettingsDialog() {
  const system = useApp((state) => state.system)
  return (
    <Modal title="Settings" size="large" onClose={actions.closeDialog}>
      <Section title="Appearance">
        <Appearance />
      </Section>
      <Section title="Telling you">
        <Notifications />
      </Section>
      <Section title="Webhook listener">
        <WebhookListener />
      </Section>
      <Section title="Venues and network">
        <VenuesSection />
      </Section>
      <Section title="Replay">
        <ReplaySection />
      </Section>
      <Section title="Your data">
        <DataSection />
      </Section>
      {system !== null && (
        <p className={styles['about']}>
          Tickerdeck {system.version}, {system.shell} shell on {system.platform}
        </p>
      )}
    </Modal>
  )
}
