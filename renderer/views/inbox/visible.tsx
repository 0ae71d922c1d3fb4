/** Untrusted text on the page: as text only, with stand-ins for what could not be seen. */
import styles from './inbox.module.css'
import { visibleParts } from './visible-text.ts'

export function Visible({ text, lines = false }: { readonly text: string; readonly lines?: boolean }) {
  return visibleParts(text, lines).map((part, index) =>
    part.odd ? (
      // The parts of one text never change places.
      // oxlint-disable-next-line react/no-array-index-key
      <span key={index} className={styles['odd']}>
        {part.text}
      </span>
    ) : (
      part.text
    ),
  )
}
