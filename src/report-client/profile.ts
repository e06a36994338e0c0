/** The script of a profile's page. Everything it shows comes out of the JSON in the page, and is set as text. */
import type { ProfilePageView } from '../report/html/view.ts';
import { element } from './dom.ts';
import { createFlame } from './flame/flame.ts';

const view = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as ProfilePageView;

const header = element('header', { class: 'banner profile' }, [
  element('p', { class: 'product' }, ['Pacegate']),
  element('h1', {}, [view.headline]),
  ...(view.question === undefined ? [] : [element('p', {}, [`Question: ${view.question}`])]),
  ...view.said.map((text) => element('p', {}, [text])),
]);

function lineTable(): HTMLElement {
  const head = ['Line', 'Source', 'Itself', 'Of its function'].map((text) =>
    element('th', { scope: 'col' }, [text]),
  );
  return element('table', { class: 'differences lines' }, [
    element('caption', {}, ['The lines that take most']),
    element('thead', {}, [element('tr', {}, head)]),
    element(
      'tbody',
      {},
      view.lines.map(([place, text, own, share]) =>
        element('tr', {}, [
          element('th', { scope: 'row' }, [place]),
          element('td', {}, [element('code', {}, [text])]),
          element('td', {}, [own]),
          element('td', {}, [share]),
        ]),
      ),
    ),
  ]);
}

document.body.replaceChildren(
  header,
  element('main', { class: 'opened' }, [
    createFlame(view.flame),
    ...(view.lines.length > 0 ? [lineTable()] : []),
  ]),
);
