"""Change JSON, YAML and XML as trees: leaves a little, or anything."""

import json
import random
from copy import deepcopy
from typing import Any

import yaml
from lxml import etree

ODD_TEXTS = (
    "", " ", "\n", "0", "-1", "1e999", "9" * 30, "9" * 5000, "NaN", "\u0000", "\ud800", "\u0308", "\u212b",
    "\ufeff", "\u2028", "\u202e", "I: ", "R:", "a" * 3000, "../../x", "=1+1", "&amp;", "<b>", "%s{}", "½", "٣", "²",
    "I:\n", "\t", "Einde interview", "10:61", "00:00:01", "e\u0301", "\U0001f600", "null", "ß", "İ", "ǅ",
)  # fmt: skip
_ODD_VALUES = (None, True, -1, 0, 1.5, 1e308, 10**30, [], {}, [[]], "")
_MOST_DEPTH = 400


def change_json(rng: random.Random, data: bytes) -> bytes | None:
    """Return JSON with something else in it; None when it is no JSON."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return None
    _change_tree(rng, tree)
    try:
        return json.dumps(tree, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    except RecursionError:
        return None


def change_yaml(rng: random.Random, data: bytes) -> bytes | None:
    """Return YAML with something else in it; None when it is no YAML."""
    try:
        tree = yaml.load(data, Loader=yaml.BaseLoader)
        _change_tree(rng, tree)
        return yaml.safe_dump(
            tree, allow_unicode=True, width=80, default_flow_style=rng.random() < 0.3
        ).encode()
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError, TypeError):
        return None


def _change_tree(rng: random.Random, tree: Any) -> None:
    """Change leaves a little, so that the file stays one of its kind, or anything."""
    is_mild = rng.random() < 0.6
    for _ in range(rng.randint(1, 3)):
        if is_mild:
            _change_leaf(rng, tree)
        else:
            _change_node(rng, tree)


def _change_leaf(rng: random.Random, node: Any) -> None:
    while isinstance(node, dict | list) and node:
        key = rng.choice(list(node) if isinstance(node, dict) else range(len(node)))
        child = node[key]
        if isinstance(child, str):
            at = rng.randint(0, len(child))
            node[key] = child[:at] + rng.choice(ODD_TEXTS) + child[at + rng.randint(0, 3) :]
        elif isinstance(child, int | float) and not isinstance(child, bool):
            node[key] = child + rng.choice((-1, 1, 1, 10))
        elif isinstance(node, list) and rng.random() < 0.1:
            node.insert(key, deepcopy(child))
        node = child


def _change_node(rng: random.Random, node: Any) -> Any:
    children = (
        list(node)
        if isinstance(node, dict)
        else list(range(len(node)))
        if isinstance(node, list)
        else []
    )
    if children and rng.random() < 0.85:
        key = rng.choice(children)
        if rng.random() < 0.1:
            del node[key]
        elif rng.random() < 0.1 and isinstance(node, list):
            node.insert(key, deepcopy(node[key]))
        elif rng.random() < 0.05 and isinstance(node, dict):
            node[rng.choice(ODD_TEXTS)] = node.pop(key)
        elif rng.random() < 0.1:
            node[key] = deepcopy(node[rng.choice(children)])
        else:
            node[key] = _change_node(rng, node[key])
        return node
    if rng.random() < 0.03:
        for _ in range(rng.randint(1, _MOST_DEPTH)):
            node = [node]
        return node
    if isinstance(node, str) and rng.random() < 0.6:
        at = rng.randint(0, len(node))
        return node[:at] + rng.choice(ODD_TEXTS) + node[at:]
    if isinstance(node, int | float) and rng.random() < 0.5:
        return rng.choice((node + 1, node - 1, -node, node * 1000, float(node), str(node)))
    return deepcopy(rng.choice((*_ODD_VALUES, rng.choice(ODD_TEXTS))))


def change_xml(rng: random.Random, data: bytes) -> bytes | None:
    """Return XML with something else in it; None when it is no XML."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    for _ in range(rng.randint(1, 3)):
        _change_element(rng, root)
    return bytes(etree.tostring(root, xml_declaration=rng.random() < 0.3, encoding="utf-8"))


def _change_element(rng: random.Random, root: etree._Element) -> None:
    elements = [element for element in root.iter() if isinstance(element.tag, str)][:2_000]
    element, other = rng.choice(elements), rng.choice(elements)
    parent, kind = element.getparent(), rng.randrange(9)
    odd = "".join(c for c in rng.choice(ODD_TEXTS) if c.isprintable() or c in "\n\t")
    if kind == 0 and parent is not None:
        parent.remove(element)
    elif kind == 1 and parent is not None:
        parent.insert(rng.randint(0, len(parent)), deepcopy(element))
    elif kind == 2:
        other.append(deepcopy(element))
    elif kind == 3:
        element.tag = other.tag
    elif kind == 4 and element.attrib:
        element.set(rng.choice(sorted(element.attrib)), odd)
    elif kind == 5 and other.attrib:
        name = rng.choice(sorted(other.attrib))
        element.set(name, other.attrib[name])
    elif kind == 6 and rng.random() < 0.1:
        for _ in range(rng.randint(1, _MOST_DEPTH)):
            element = etree.SubElement(element, other.tag)
    elif kind == 7:
        element.tail = odd
    else:
        element.text = (element.text or "") + odd
