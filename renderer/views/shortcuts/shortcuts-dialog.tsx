/** The `?` page: every key, read from the command table. */
import { commands } from '../../commands/commands.ts'
import { isMac, keyLabel } from '../../commands/keys.ts'
import { actions } from '../../state/actions.ts'
import { Modal } from '../../ui/dialog.tsx'
import { Kbd } from '../../ui/tag.tsx'
import styles from './shortcuts.module.css'

export function ShortcutsDialog() {
  const mac = isMac()
  const withKeys = commands.filter((command) => command.keys.length > 0)
  const groups = [...new Set(withKeys.map((command) => command.group))]
  return (
    <Modal title="Keyboard shortcuts" size="large" onClose={actions.closeDialog}>
      <div className={styles['groups']}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className={styles['keys']}>
              {withKeys
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id}>
                    <dt>{command.title}</dt>
                    <dd>
                      {command.keys.map((key) => (
                        <Kbd key={key}>{keyLabel(key, mac)}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Search</h3>
          <dl className={styles['keys']}>
            <div>
              <dt>Open what is highlighted</dt>
              <dd>
                <Kbd>Enter</Kbd>
              </dd>
            </div>
            <div>
              <dt>Add it to the list</dt>
              <dd>
                <Kbd>{keyLabel('Mod+Enter', mac)}</Kbd>
              </dd>
            </div>
          </dl>
        </section>
      </div>
    </Modal>
  )
}
