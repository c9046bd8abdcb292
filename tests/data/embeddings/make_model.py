"""Small model of embeddings for tests: words of one meaning are near to each other.

    python tests/data/embeddings/make_model.py

It needs the package onnx, which nothing else here does, and writes model.onnx and tokenizer.json
beside itself. The table of words is a seeded one, so that each run writes the same model.
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

FOLDER = Path(__file__).parent
NUMBERS = 32
# What the words of a line share; a word keeps so much of its own.
OWN = 0.15
MEANINGS = """
revenue turnover sales income
debt borrowings liabilities loans
rose grew increased climbed
fell declined decreased dropped
staff employees headcount personnel
covenant undertaking pledge promise
profit earnings margin surplus
loss deficit shortfall
dividend payout distribution
director chairman officer manager
risk hazard exposure threat
factory plant mill works
"""
# Words that say little: short vectors, so that a text is about its other words.
LITTLE = "the of a in is was what how much to and by for did has its this last year many"


def main() -> None:
    """Write both files."""
    chance = np.random.default_rng(13)
    vocabulary, rows = ["[UNK]"], [np.zeros(NUMBERS)]
    for line in MEANINGS.split("\n"):
        meaning = chance.normal(size=NUMBERS)
        for word in line.split():
            vocabulary.append(word)
            rows.append(meaning + OWN * chance.normal(size=NUMBERS))
    for word in LITTLE.split():
        vocabulary.append(word)
        rows.append(0.05 * chance.normal(size=NUMBERS))
    table = numpy_helper.from_array(np.array(rows, np.float32), "table")
    ids = ["texts", "tokens"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "words",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, ids),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ids),
        ],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*ids, NUMBERS])],
        [table],
    )
    opset = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    (FOLDER / "model.onnx").write_bytes(model.SerializeToString())
    tokens = {word: at for at, word in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordLevel(tokens, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    (FOLDER / "tokenizer.json").write_text(tokenizer.to_str() + "\n")


if __name__ == "__main__":
    main()
