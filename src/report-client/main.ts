/** The script of report.html. Everything it shows comes out of the JSON in the page, and is set as text. */
import type { View } from '../report/html/view.ts';
import { element } from './dom.ts';
import { createTable } from './table.ts';

const view = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as View;

function header(): HTMLElement {
  return element('header', { class: `banner ${view.verdict}` }, [
    element('p', { class: 'product' }, ['Pacegate']),
    element('h1', {}, [element('span', { 'aria-hidden': 'true' }, [view.icon]), ` ${view.headline}`]),
    ...view.notes.map((note) => element('p', {}, [note])),
    ...view.causes.map((cause) => element('p', { class: 'cause' }, [cause])),
  ]);
}

function facts(): HTMLElement {
  const list = element(
    'dl',
    {},
    view.facts
      .filter(([, text]) => text !== '')
      .flatMap(([label, text]) => [element('dt', {}, [label]), element('dd', {}, [text])]),
  );
  return element('section', { class: 'facts', 'aria-labelledby': 'facts' }, [
    element('h2', { id: 'facts' }, ['How sure is this?']),
    list,
    ...(view.compared ? [differences()] : []),
    ...(view.doubts.length > 0
      ? [
          element('h3', {}, ['Doubts']),
          element(
            'ul',
            {},
            view.doubts.map((doubt) => element('li', {}, [doubt])),
          ),
        ]
      : []),
  ]);
}

function differences(): HTMLElement {
  if (view.differences.length === 0)
    return element('p', {}, ['Both sides were measured in the same environment, as far as recorded.']);
  const head = ['differs', 'baseline', 'candidate'].map((text) => element('th', { scope: 'col' }, [text]));
  return element('table', { class: 'differences' }, [
    element('caption', {}, ['The environments differ']),
    element('thead', {}, [element('tr', {}, head)]),
    element(
      'tbody',
      {},
      view.differences.map(([fact, baseline, candidate]) =>
        element('tr', {}, [
          element('th', { scope: 'row' }, [fact]),
          element('td', {}, [baseline]),
          element('td', {}, [candidate]),
        ]),
      ),
    ),
  ]);
}

document.body.replaceChildren(header(), element('main', {}, [createTable(view), facts()]));
