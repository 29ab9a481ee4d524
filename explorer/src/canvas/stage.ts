/** The canvas: sigma, kept in step with the store. */

import { effect, untracked } from '@preact/signals';
import { MultiGraph } from 'graphology';
import Sigma from 'sigma';
import { EdgeArrowProgram, EdgeRectangleProgram } from 'sigma/rendering';
import type { CameraState } from 'sigma/types';
import { keyOf } from '../model/graph';
import type { Store } from '../model/store';
import type { GraphEdge, Place, Point, Stage } from '../model/types';
import { tailOf } from '../model/words';
import { type Box, HALF, fitting, inSight, scaleAt, staying } from './camera';
import { Glide } from './glide';
import { Hands, type Surface, onCanvas } from './hands';
import { type Loss, watchLoss } from './loss';
import { type Named, writeNames } from './names';
import { type Scene, hasArrow, paintNode, paintTie, scene } from './paint';
import { Shapes, setPaper } from './shapes';
import { mayMove, theme } from './theme';

const DURATION = 350;
/** ms after a click within which a second one makes it double. */
const SECOND_CLICK = 500;
/** Pixels round a node that still belong to it. */
const REACH = 3;
/** Names that are tried for room in a frame. */
const MOST_NAMES = 500;

/** Roots and nodes of paths up to which all of them are named, room or not. */
const MOST_ALWAYS = 20;

/** What the stage tells; once the drawing was given back, another stage is to be made. */
export type Events = Loss & Pick<Surface, 'pressed'>;

/** Draws the store's graph into an element. Throws where the browser has no WebGL. */
export class SigmaStage implements Stage {
  private readonly graph = new MultiGraph();
  private readonly renderer: Sigma;
  private readonly glide: Glide;
  private readonly hands: Hands;
  private readonly ends: (() => void)[] = [];
  private scene: Scene;
  /** What is kept in sight until the reader moves the picture; null since then. */
  private aim: 'all' | 'path' | null = 'all';
  /** The chains that were last brought into sight, by the ids of their nodes. */
  private chains = '';
  /** Nodes that were there then. */
  private beside = 0;
  /** Where the canvas was in the window when it last got another size. */
  private box: Box | null = null;
  private revealing: ReturnType<typeof setTimeout> | undefined;
  private empty = true;

  /** `camera`: where an earlier stage had it. */
  constructor(
    private readonly store: Store,
    container: HTMLElement,
    events: Events,
    camera: CameraState | null,
  ) {
    this.scene = this.look();
    this.renderer = new Sigma(this.graph, container, {
      allowInvalidContainer: true,
      defaultNodeType: 'shape',
      nodeProgramClasses: { shape: Shapes },
      nodeHoverProgramClasses: { shape: Shapes },
      edgeProgramClasses: { line: EdgeRectangleProgram, arrow: EdgeArrowProgram },
      defaultDrawNodeHover: () => undefined,
      renderLabels: false,
      zIndex: true,
      stagePadding: 0,
      minEdgeThickness: 1.3,
      minCameraRatio: 0.02,
      maxCameraRatio: 6,
      zoomDuration: mayMove() ? 200 : 0,
      inertiaDuration: mayMove() ? 200 : 0,
      doubleClickZoomingDuration: mayMove() ? 200 : 0,
      // Nodes and lines grow with the root of the scale.
      zoomToSizeRatioFunction: (ratio) => Math.sqrt(1 / scaleAt(this.renderer, ratio)),
      nodeReducer: (id, attributes) => ({
        ...attributes,
        ...paintNode(this.scene, id),
        ...(attributes['placed'] !== true && { hidden: true }),
      }),
      edgeReducer: (key, attributes) => ({ ...attributes, ...paintTie(this.scene, key, attributes['edge'] as GraphEdge) }),
    });
    this.renderer.setCustomBBox({ x: [-HALF, HALF], y: [-HALF, HALF] });
    this.renderer.on('afterRender', () => {
      this.writeNames();
      this.hands.hover();
    });
    this.glide = new Glide(this.graph, (id) => store.position(id));
    this.hands = new Hands({
      store,
      graph: this.graph,
      renderer: this.renderer,
      glide: this.glide,
      nodeAt: (at) => this.nodeAt(at),
      touched: () => {
        this.aim = null;
      },
      pressed: events.pressed,
    });
    if (camera) {
      this.renderer.getCamera().setState(camera);
      [this.aim, this.empty, this.chains] = [null, false, this.chainsNow()];
    }
    const resized = new ResizeObserver(() => this.resized());
    resized.observe(container);
    this.ends.push(
      () => resized.disconnect(),
      () => this.hands.stop(),
      () => clearTimeout(this.revealing),
      watchLoss(container, events),
      effect(() => this.follow()),
      effect(() => this.repaint()),
    );
    store.attach(this);
    this.moved();
  }

  /** Where the reader has moved to; null where something is kept in sight by itself. */
  get camera(): CameraState | null {
    return this.aim ? null : this.renderer.getCamera().getState();
  }

  kill(): void {
    this.store.attach(null);
    this.glide.stop();
    for (const end of this.ends) end();
    this.renderer.kill();
  }

  fit(): void {
    this.aimAt('all');
  }

  private aimAt(aim: 'all' | 'path'): void {
    const camera = this.fitted(aim);
    if (!camera) return;
    this.aim = aim;
    // The first picture does not fly in.
    if (this.empty) this.renderer.getCamera().setState(camera);
    else this.go(camera);
    this.empty = false;
  }

  private fitted(aim: 'all' | 'path'): CameraState | null {
    const { nodes, pathNodes } = this.scene;
    const ids = aim === 'path' ? [...pathNodes].filter((id) => nodes.has(id)) : [...nodes.keys()];
    return fitting(this.renderer, ids.map((id) => this.store.position(id)).filter((place) => place !== null));
  }

  private chainsNow(): string {
    return [...this.scene.pathNodes].join(' ');
  }

  zoom(factor: number): void {
    const camera = this.renderer.getCamera();
    this.aim = null;
    this.go({ ...camera.getState(), ratio: camera.getBoundedRatio(camera.ratio / factor) });
  }

  /** Brings a node to the middle when it is out of sight. */
  reveal(id: string): void {
    const place = this.store.position(id);
    if (!place || inSight(this.renderer, place)) return;
    const { angle, ratio } = this.renderer.getCamera().getState();
    this.go({ x: 0.5 + place.x / (2 * HALF), y: 0.5 + place.y / (2 * HALF), angle, ratio });
  }

  private go(state: CameraState): void {
    const camera = this.renderer.getCamera();
    if (mayMove()) void camera.animate(state, { duration: DURATION });
    else camera.setState(state);
  }

  /** Takes nodes and ties in and out as they come and go. */
  private follow(): void {
    const nodes = this.store.nodes.value;
    if (nodes.size === 0) [this.empty, this.aim] = [true, 'all'];
    const ties = new Map(this.store.edges.value.map((edge) => [keyOf(edge), edge]));
    for (const key of this.graph.edges()) if (!ties.has(key)) this.graph.dropEdge(key);
    for (const id of this.graph.nodes()) if (!nodes.has(id)) this.graph.dropNode(id);
    this.hands.keep(nodes);
    for (const [id, { kind }] of nodes) {
      if (this.graph.hasNode(id)) continue;
      const place = this.store.position(id) ?? this.parentPlace(id);
      this.graph.addNode(id, { x: place?.x ?? 0, y: place?.y ?? 0, kind, placed: place !== null });
    }
    for (const [key, edge] of ties) {
      if (this.graph.hasEdge(key)) continue;
      this.graph.addEdgeWithKey(key, edge.source, edge.target, { edge, type: hasArrow(edge) ? 'arrow' : 'line' });
    }
  }

  /** Where the node is drawn that brought this one: new nodes come out of it. */
  private parentPlace(id: string): Place | null {
    const { arrivals } = this.store.loaded.peek();
    const around = arrivals.find(({ ids }) => ids.includes(id))?.around ?? null;
    if (around === null || !this.graph.hasNode(around)) return null;
    const { x, y } = this.graph.getNodeAttributes(around);
    return { x, y };
  }

  private look(): Scene {
    const { shown, view, matches, hovered, pathResult } = this.store;
    return scene({
      shown: shown.value,
      view: view.value,
      matches: matches.value,
      hovered: hovered.value,
      path: view.value.path ? (pathResult.value?.paths ?? []) : [],
      theme: theme.value,
    });
  }

  private repaint(): void {
    this.scene = this.look();
    setPaper(this.scene.theme.paper);
    untracked(() => this.renderer.refresh({ schedule: true }));
  }

  private resized(): void {
    // What the renderer has is no measure: a frame that came first may have told it already.
    const before = this.box;
    this.box = this.renderer.getContainer().getBoundingClientRect();
    this.renderer.resize();
    this.renderer.refresh({ schedule: true });
    const camera = this.renderer.getCamera();
    const target = this.aim && this.fitted(this.aim);
    // A flight under way would end where the old size had it end.
    if (target && camera.isAnimated()) this.go(target);
    else if (target) camera.setState(target);
    else if (before && before.width > 0 && this.box.width > 0) this.stay(before, this.box);
  }

  /** A panel that a click opened must not take the node away from under the second click. */
  private stay(before: Box, now: Box): void {
    const { selected } = this.store.view.peek();
    const place = selected === null ? null : this.store.position(selected);
    const seen = place !== null && inSight(this.renderer, place, before);
    const camera = this.renderer.getCamera();
    camera.setState(staying(camera.getState(), before, now));
    if (!seen || inSight(this.renderer, place, now)) return;
    clearTimeout(this.revealing);
    this.revealing = setTimeout(() => {
      if (selected !== null && selected === this.store.view.peek().selected) this.reveal(selected);
    }, SECOND_CLICK);
  }

  /** The layout has told new places. */
  moved(): void {
    this.glide.start();
    this.turnToPath();
    if (this.aim) this.aimAt(this.aim);
    else if (!this.store.arranging.peek() && this.newcomers().some((place) => !inSight(this.renderer, place))) this.fit();
  }

  /** A path that was found is what the reader wants to see; what else is there is left beside it, until more comes. */
  private turnToPath(): void {
    const chains = this.chainsNow();
    const many = this.store.loaded.peek().nodes.length;
    if (chains !== this.chains) {
      if (chains !== '') this.aim = 'path';
      else if (this.aim === 'path') this.aim = 'all';
      [this.chains, this.beside] = [chains, many];
    } else if (this.aim === 'path' && many > this.beside) {
      this.aim = 'all';
    }
  }

  private newcomers(): readonly Place[] {
    const last = this.store.loaded.peek().arrivals.at(-1);
    return (last?.ids ?? []).map((id) => this.store.position(id)).filter((place) => place !== null);
  }

  private writeNames(): void {
    const context = this.renderer.getCanvases()['labels']?.getContext('2d');
    if (!context) return;
    writeNames(context, this.renderer.getDimensions().width, this.named(), this.scene.theme);
  }

  private named(): readonly Named[] {
    const { scene: now, renderer } = this;
    const { width, height } = renderer.getDimensions();
    const rated: { readonly named: Named; readonly rank: number }[] = [];
    for (const [id, node] of now.nodes) {
      const data = renderer.getNodeDisplayData(id);
      if (!data || data.hidden || this.graph.getNodeAttribute(id, 'placed') !== true) continue;
      const { x, y } = renderer.framedGraphToViewport(data);
      if (x < -80 || y < -40 || x > width + 80 || y > height + 40) continue;
      const chosen = id === now.selected || id === now.center;
      const strong = chosen || now.roots.has(id) || now.pathNodes.has(id);
      const always = chosen || (strong && now.roots.size + now.pathNodes.size <= MOST_ALWAYS);
      const back = now.focus !== null && !now.focus.has(id);
      if (back && !chosen) continue;
      // A ring without its name says nothing; a person among many is known by the others.
      const rank = (chosen ? 4000 : strong ? 2000 : node.kind === 'CLUSTER' ? 1000 : 0) + data.size;
      const named = { text: node.name, tail: tailOf(node), x, y, radius: renderer.scaleSize(data.size), always, strong };
      rated.push({ named, rank });
    }
    return rated
      .sort((one, other) => other.rank - one.rank)
      .slice(0, MOST_NAMES)
      .map(({ named }) => named);
  }

  /** The node that a mouse event of the window is at; null for none. */
  nodeBelow(event: MouseEvent): string | null {
    return this.nodeAt(onCanvas(this.renderer, event));
  }

  /** The node at a point of the canvas; null for none. */
  private nodeAt(point: Point): string | null {
    const { x, y } = this.renderer.viewportToGraph(point);
    const scale = scaleAt(this.renderer, this.renderer.getCamera().ratio);
    let found: string | null = null;
    let nearest = 0;
    for (const [id, node] of this.scene.nodes) {
      const at = this.graph.getNodeAttributes(id);
      if (at['placed'] !== true) continue;
      const radius = this.renderer.scaleSize(this.scene.look(node).radius) + REACH;
      const inside = radius - Math.hypot(at['x'] - x, at['y'] - y) * scale;
      if (inside > nearest) [found, nearest] = [id, inside];
    }
    return found;
  }
}
