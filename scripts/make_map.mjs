#!/usr/bin/env node
/*
Make the map of the world for the page: crates/serve/assets/world.svg.

    npm install --prefix /tmp/map world-atlas@2.0.2 topojson-client@3.1.0 topojson-server@3.0.1 \
        topojson-simplify@3.0.3 d3-geo@3.1.2 d3-array@3.2.5 d3-geo-projection@4.0.0 i18n-iso-countries@7.14.0
    node scripts/make_map.mjs /tmp/map/node_modules crates/enrich/data/countries.tsv crates/serve/assets/world.svg

The three arguments are the folder in which npm put the packages, the table of the countries that the
program knows (read, to check that none is missing) and the file to write. Nothing is downloaded. The
versions are checked. The same input gives the same output, byte for byte. Node 20 or newer.

Data: Natural Earth 1:50m, admin 0 countries, version 4.1 (public domain, https://www.naturalearthdata.com)
through npm world-atlas 2.0.2 (ISC). Of the packages that only this script uses, topojson-* and d3-* are
ISC and i18n-iso-countries is MIT; nothing of them is in the output.

What the file holds, in the order in which it has to be painted. Every shape is in the coordinates of
viewBox="0 0 1000 487", so that `<use href="world.svg#SY"/>` needs no placement:
    sphere           outline of the globe
    graticule        meridians and parallels at every 30 degrees, for a stroke
    AF, AL, ...      one id for each code of ISO 3166-1 alpha-2, and XK: first those with a shape alone,
                     then those with a dot (`<g id><path/><circle/></g>`, or the circle alone)
    disputed         `<g>` of disputed-area (for a fill: N. Cyprus, Somaliland, Siachen Glacier and Crimea,
                     which belong to no code) and disputed-lines (hatching for a stroke, over the area and
                     over EH, the whole of W. Sahara; takes no pointer events)
The document lists disputed before the dots, so that no dot is hatched.
No shape has a fill or stroke of its own, except `fill="none"` on lines and `stroke="none"` on the disputed
area, so that both are inherited from the `<use>`. Those on the root serve only who opens the file itself:
a `<use>` does not copy the root.
*/
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

const VERSIONS = {
    "world-atlas": "2.0.2", "topojson-client": "3.1.0", "topojson-server": "3.0.1", "topojson-simplify": "3.0.3",
    "d3-geo": "3.1.2", "d3-array": "3.2.5", "d3-geo-projection": "4.0.0", "i18n-iso-countries": "7.14.0",
};
const WIDTH = 1000;
const HEIGHT = 487;
/// The map is cut at 168.5° W, in the Bering Strait, so that neither Russia nor Fiji is in two pieces.
const CENTRE = 11.5;
/// Points whose triangle with their neighbours weighs less are left out, in square units of the viewBox; pieces
/// smaller than LARGE keep more, in proportion to their area, so that islands do not become splinters.
const DETAIL = 0.7;
const LARGE = 16;
const FINEST = 0.08;
/// How much less an acute triangle weighs than a flat one, so that narrow inlets and spits go first.
const SMOOTH = 0.75;
/// Islands smaller than this are left out, unless they are all that a country has.
const SMALLEST_ISLAND = 0.6;
/// A country whose largest piece is smaller than this (about 4,000 km²) gets a dot.
const TOO_SMALL = 3.2;
const RADIUS = 2.2;
/// The least distance between the centres of two dots; dots that stand closer are moved apart.
const APART = 3.7;
/// Tenths of a unit to which shapes are rounded: steps of 0.2 are not seen at 1,400 pixels and pack better.
const GRID = 2;
/// The distance of the lines of the hatching.
const HATCH = 1.5;
/// Coasts with another detail: less for the ice and the Arctic islands, more for well-known outlines.
const OTHER_DETAIL = {
    AQ: 1.5, CA: 1.2, GL: 1.2, SJ: 1.2, RU: 0.9, CL: 0.9,
    CY: 0.3, DK: 0.35, GB: 0.35, GM: 0.2, GR: 0.35, IE: 0.35, IS: 0.35, IT: 0.45, JP: 0.45, KR: 0.45, NZ: 0.45,
};

/// Where the dot stands, if not in the middle of the largest piece: the capital or the largest settlement.
const PLACES = {
    BV: [3.36, -54.42], GI: [-5.35, 36.14], TK: [-171.8, -9.2], TV: [179.2, -8.52], UM: [166.62, 19.3],
    KI: [172.98, 1.33], FM: [158.2, 6.92], MH: [171.38, 7.1], MV: [73.5, 4.18], CV: [-23.51, 14.92],
    PF: [-149.57, -17.54], SC: [55.45, -4.62], CK: [-159.78, -21.23], TO: [-175.2, -21.14], MP: [145.75, 15.19],
};
/// Pieces which Natural Earth draws as a part of another country, by a box of longitudes and latitudes.
const PIECES = [
    ["France", "GF", -55, 2, -51, 6], ["France", "GP", -62, 15.8, -61, 16.6], ["France", "MQ", -61.5, 14.3, -60.7, 15],
    ["France", "RE", 55, -21.5, 56, -20.7], ["France", "YT", 45, -13.1, 45.4, -12.5],
    ["Norway", "SJ", 8, 73.5, 36, 82], ["Norway", "SJ", -10, 70, -7, 72],
    ["Netherlands", "BQ", -69, 11.8, -62.5, 17.8], ["New Zealand", "TK", -173, -10, -171, -8],
    ["Indian Ocean Ter.", "CX", 105, -11, 106, -10], ["Indian Ocean Ter.", "CC", 96, -13, 97.5, -11],
    ["Russia", "disputed", 33, 44.8, 35.5, 45.8], // Crimea
];
const NAMES = { Kosovo: "XK", "N. Cyprus": "disputed", Somaliland: "disputed", "Siachen Glacier": "disputed" };
const HATCHED_TOO = ["EH"];
/// Natural Earth gives W. Sahara only the east of the wall and the rest to Morocco. EH of ISO 3166 is all of it, so
/// Morocco is cut between these two points of its outline: the ends of the parallel of 27° 40' N.
const WALL = { from: [-8.818, 27.657], to: [-13.174, 27.655] };

const [modules, table, output] = process.argv.slice(2);
if (!output) {
    console.error("usage: make_map.mjs NODE_MODULES_FOLDER COUNTRIES_TSV OUTPUT_SVG");
    process.exit(2);
}
const require = createRequire(join(resolve(modules), "make_map.js"));
const read = (path) => JSON.parse(readFileSync(join(modules, path), "utf8"));
for (const [name, version] of Object.entries(VERSIONS)) {
    const found = read(`${name}/package.json`).version;
    if (found !== version) throw new Error(`${name} is ${found}, but ${version} is needed`);
}
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { feature, mergeArcs } = await load("topojson-client");
const { topology: makeTopology } = await load("topojson-server");
const { presimplify, planarTriangleArea } = await load("topojson-simplify");
const { geoEqualEarth, geoCentroid, geoArea, geoGraticule, geoPath } = await load("d3-geo");
const { geoProject } = await load("d3-geo-projection");
const iso = (await load("i18n-iso-countries")).default;

// The pieces of each code, on the globe.
const atlas = read("world-atlas/countries-50m.json");
const pieces = new Map();
const seen = new Set();
for (const { id, properties, geometry } of feature(atlas, atlas.objects.countries).features) {
    const name = properties.name;
    const code = NAMES[name] ?? (id && iso.numericToAlpha2(id));
    for (const rings of geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates) {
        const [x, y] = geoCentroid({ type: "Polygon", coordinates: rings });
        const rule = PIECES.find((p) => p[0] === name && x > p[2] && y > p[3] && x < p[4] && y < p[5]);
        if (rule) seen.add(rule);
        const owner = rule?.[1] ?? code;
        if (!owner) throw new Error(`${name} at ${x} ${y} belongs to no code`);
        if (!pieces.has(owner)) pieces.set(owner, []);
        pieces.get(owner).push(rings);
    }
}
const near = (place) => (p) => Math.abs(p[0] - place[0]) + Math.abs(p[1] - place[1]) < 0.003;
const morocco = pieces.get("MA")[0][0];
const [from, to] = [morocco.findIndex(near(WALL.from)), morocco.findIndex(near(WALL.to))];
if (pieces.get("MA").length !== 1 || from < 0 || to < from) throw new Error("Morocco has another outline");
pieces.set("EH west", [[[...morocco.slice(from, to + 1), morocco[from]]]]);
pieces.set("MA", [[[...morocco.slice(0, from + 1), ...morocco.slice(to)]]]);
for (const rule of PIECES) if (!seen.has(rule)) throw new Error(`no piece fits ${rule}`);

function area(points) {
    let sum = 0;
    points.forEach((p, i) => {
        const q = points[(i + 1) % points.length];
        sum += p[0] * q[1] - q[0] * p[1];
    });
    return Math.abs(sum) / 2;
}

// Projected, cut at the edge, and simplified with shared borders.
const fitted = [[1, 1], [WIDTH - 1, HEIGHT - 1]];
const projection = geoEqualEarth().rotate([-CENTRE, 0]).fitExtent(fitted, { type: "Sphere" });
const straight = geoEqualEarth().rotate([-CENTRE, 0]).precision(0);
straight.scale(projection.scale()).translate(projection.translate());
const flat = {};
for (const [code, polygons] of pieces) {
    flat[code] = geoProject({ type: "MultiPolygon", coordinates: polygons }, straight);
}
function weight(triangle) {
    const [a, b, c] = triangle;
    const [ux, uy, vx, vy] = [a[0] - b[0], a[1] - b[1], c[0] - b[0], c[1] - b[1]];
    const cosine = (ux * vx + uy * vy) / (Math.hypot(ux, uy) * Math.hypot(vx, vy) || 1);
    return planarTriangleArea(triangle) * (1 - SMOOTH * cosine);
}
const topology = presimplify(makeTopology(flat, 1e5), weight);
topology.objects.EH = mergeArcs(topology, [topology.objects.EH, topology.objects["EH west"]]);
delete topology.objects["EH west"];
const users = topology.arcs.map(() => new Set());
const details = topology.arcs.map(() => Infinity);
for (const [code, object] of Object.entries(topology.objects)) {
    for (const rings of object.type === "Polygon" ? [object.arcs] : object.arcs) {
        const size = area(rings[0].flatMap((arc) => (arc < 0 ? topology.arcs[~arc].toReversed() : topology.arcs[arc])));
        const detail = (OTHER_DETAIL[code] ?? DETAIL) * Math.max(FINEST, Math.min(1, size / LARGE));
        for (const arc of rings.flat()) {
            // A line between two countries is as fine as the finer of the two asks.
            const at = arc < 0 ? ~arc : arc;
            users[at].add(code);
            details[at] = Math.min(details[at], detail);
        }
    }
}
const snap = (n) => Math.round((n * 10) / GRID) * GRID;
/// A ring in tenths of a unit, without its last point, which is the first.
function ring(arcs) {
    const points = [];
    for (const index of arcs) {
        const at = index < 0 ? ~index : index;
        const arc = topology.arcs[at].filter((p) => p[2] >= details[at]);
        if (index < 0) arc.reverse();
        for (const p of arc) points.push([snap(p[0]), snap(p[1])]);
    }
    const same = (a, b) => a[0] === b[0] && a[1] === b[1];
    for (let changed = true; changed; ) {
        changed = false;
        for (let i = 0; i < points.length && points.length > 1; i++) {
            const a = points[(i + points.length - 1) % points.length];
            const b = points[i];
            const c = points[(i + 1) % points.length];
            const turn = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]);
            if (same(a, b) || turn === 0) {
                points.splice(i--, 1); // the same point again, one on a straight line, or the tip of a spike
                changed = true;
            }
        }
    }
    return points.length < 3 ? null : points;
}
const shapes = new Map();
for (const [code, object] of Object.entries(topology.objects)) {
    const polygons = object.type === "Polygon" ? [object.arcs] : object.arcs;
    const drawn = [];
    for (const rings of polygons) {
        const outer = ring(rings[0]);
        if (!outer) continue;
        const shared = rings[0].some((arc) => users[arc < 0 ? ~arc : arc].size > 1);
        const holes = rings.slice(1).map(ring).filter((h) => h && area(h) > 2);
        drawn.push({ rings: [outer, ...holes], area: area(outer) / 100, shared });
    }
    drawn.sort((a, b) => b.area - a.area);
    shapes.set(code, drawn.filter((d, i) => i === 0 || d.shared || d.area >= SMALLEST_ISLAND));
}

// Dots, moved apart where they would cover each other.
const codes = [...new Set([...Object.keys(iso.getAlpha2Codes()), "XK"])].sort();
const dots = new Map();
for (const code of codes) {
    if ((shapes.get(code)?.[0]?.area ?? 0) >= TOO_SMALL) continue;
    const largest = (pieces.get(code) ?? [])
        .map((coordinates) => ({ type: "Polygon", coordinates }))
        .sort((a, b) => geoArea(b) - geoArea(a))[0];
    const place = PLACES[code] ?? (largest && geoCentroid(largest));
    if (!place) continue;
    const [x, y] = projection(place);
    dots.set(code, { x, y, home: [x, y] });
}
for (let round = 0; round < 400; round++) {
    const all = [...dots.values()];
    for (const dot of all) {
        dot.x += (dot.home[0] - dot.x) * 0.02;
        dot.y += (dot.home[1] - dot.y) * 0.02;
    }
    for (let i = 0; i < all.length; i++) {
        for (let j = i + 1; j < all.length; j++) {
            const [a, b] = [all[i], all[j]];
            const dx = b.x - a.x || 0.01;
            const dy = b.y - a.y || 0.01;
            const distance = Math.hypot(dx, dy);
            if (distance >= APART) continue;
            const push = (APART - distance) / distance / 2;
            a.x -= dx * push;
            a.y -= dy * push;
            b.x += dx * push;
            b.y += dy * push;
        }
    }
}

// Text.
const tenths = (n) => {
    const text = (n / 10).toFixed(1).replace(/\.0$/, "");
    return text.replace(/^(-?)0\./, "$1.");
};
const units = (n) => tenths(Math.round(n * 10));
/// Numbers in a row, with a space only where they would run together.
function row(numbers) {
    let text = "";
    let before = "";
    for (const n of numbers.map(tenths)) {
        const apart = n[0] === "-" || before === "" || (n[0] === "." && before.includes("."));
        text += (apart ? "" : " ") + n;
        before = n;
    }
    return text;
}
function outline(rings, closed = true) {
    let text = "";
    let start = [0, 0];
    for (const points of rings) {
        const numbers = [];
        let [x, y] = start;
        for (const [nextX, nextY] of points) {
            numbers.push(nextX - x, nextY - y);
            [x, y] = [nextX, nextY];
        }
        text += "m" + row(numbers) + (closed ? "z" : "");
        start = closed ? points[0] : [x, y];
    }
    return text;
}
const path = (code) => outline(shapes.get(code).flatMap((s) => s.rings));
const round = (line) => line.map(([x, y]) => [snap(x), snap(y)]);
/// A line without the points that lie less than `slack` units beside it.
function thin(line, slack) {
    if (line.length < 3) return line;
    const [a, b] = [line[0], line[line.length - 1]];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    let worst = 0;
    let at = 0;
    for (let i = 1; i < line.length - 1; i++) {
        const p = line[i];
        const off = length
            ? Math.abs((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])) / length
            : Math.hypot(p[0] - a[0], p[1] - a[1]);
        if (off > worst) [worst, at] = [off, i];
    }
    if (worst < slack) return [a, b];
    return [...thin(line.slice(0, at + 1), slack).slice(0, -1), ...thin(line.slice(at), slack)];
}
const globe = geoProject({ type: "Sphere" }, projection.precision(0.1)).coordinates[0];
const half = globe.length >> 1;
const sphere = round([...thin(globe.slice(0, half + 1), 0.2).slice(0, -1), ...thin(globe.slice(half), 0.2).slice(0, -1)]);
const lines = geoProject(geoGraticule().step([30, 30]).extent([[-180, -90], [180, 90]])(), projection);
const graticule = lines.coordinates.map((line) => round(thin(line, 0.4)));

/// Slanted lines across the rings, at x + y = a multiple of HATCH.
function hatch(rings) {
    const segments = [];
    const sums = rings.flat().map((p) => p[0] + p[1]);
    const step = HATCH * 10 * Math.SQRT2;
    for (let k = Math.ceil(Math.min(...sums) / step); k * step < Math.max(...sums); k++) {
        const level = k * step + 0.0001;
        const crossings = [];
        for (const points of rings) {
            points.forEach((p, i) => {
                const q = points[(i + 1) % points.length];
                const [u, v] = [p[0] + p[1] - level, q[0] + q[1] - level];
                if (u < 0 !== v < 0) crossings.push(p[0] + ((q[0] - p[0]) * u) / (u - v));
            });
        }
        crossings.sort((a, b) => a - b);
        for (let i = 0; i + 1 < crossings.length; i += 2) {
            const ends = [crossings[i], crossings[i + 1]].map((x) => [Math.round(x), Math.round(level - x)]);
            if (ends[0][0] !== ends[1][0]) segments.push(ends);
        }
    }
    return segments;
}
const disputed = shapes.get("disputed").flatMap((s) => s.rings);
const hatched = ["disputed", ...HATCHED_TOO].flatMap((code) => hatch(shapes.get(code).flatMap((s) => s.rings)));

const circle = (code, id) => {
    const { x, y } = dots.get(code);
    return `<circle${id} cx="${units(x)}" cy="${units(y)}" r="${RADIUS}"/>`;
};
const body = [];
body.push(`<path id="sphere" d="${outline([sphere])}"/>`);
body.push(`<path id="graticule" fill="none" d="${outline(graticule, false)}"/>`);
for (const code of codes) {
    if (shapes.has(code) && !dots.has(code)) body.push(`<path id="${code}" d="${path(code)}"/>`);
}
body.push(
    `<g id="disputed"><path id="disputed-area" stroke="none" d="${outline(disputed)}"/>` +
        `<path id="disputed-lines" fill="none" pointer-events="none" d="${outline(hatched, false)}"/></g>`,
);
for (const code of codes) {
    if (!dots.has(code)) continue;
    const drawn = shapes.get(code)?.some((s) => s.area > 0.1) ? path(code) : "";
    const id = ` id="${code}"`;
    body.push(drawn ? `<g${id}><path d="${drawn}"/>${circle(code, "")}</g>` : circle(code, id));
}
const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" fill="#bbb" stroke="#fff" stroke-width=".4">\n` +
    `<!-- Made by scripts/make_map.mjs. Natural Earth 1:50m (public domain) through world-atlas 2.0.2 (ISC). Equal Earth. -->\n` +
    body.join("\n") +
    "\n</svg>\n";
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, svg);

// Checks.
const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
const known = readFileSync(table, "utf8").split("\n").filter((l) => l && !l.startsWith("#")).map((l) => l.split("\t")[0]);
const missing = [...new Set([...codes, ...known])].filter((code) => !ids.includes(code));
const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
const moved = [...dots].map(([code, d]) => [code, Math.hypot(d.x - d.home[0], d.y - d.home[1])]).sort((a, b) => b[1] - a[1]);
console.log(`${output}: ${svg.length} bytes, ${gzipSync(svg, { level: 9 }).length} with gzip -9`);
console.log(`${codes.length} codes, ${known.length} in ${table}; missing: ${missing.join(" ") || "none"}; twice: ${twice.join(" ") || "none"}`);
console.log(`${dots.size} dots: ${[...dots.keys()].join(" ")}`);
console.log(`moved furthest: ${moved.slice(0, 8).map(([code, by]) => `${code} ${by.toFixed(1)}`).join(", ")}`);
if (missing.length || twice.length) process.exit(1);
