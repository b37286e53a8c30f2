/** End-to-end tests that take minutes and run with the whole sweeps: the playbook's every turn, and the page of a control node. */
export const longEndToEnd = ['test/e2e/playbook.test.ts', 'test/e2e/control-node.test.ts'];
