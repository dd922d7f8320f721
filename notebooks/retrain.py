# %% [markdown]
# # Latih ulang · retrain
#
# Melatih satu model pada data yang diketahui hingga suatu hari, sama seperti `suluh train` dan `POST /v1/trainings`.
# Model yang dihasilkan belum dipakai: seorang analis mengajukan, pimpinan satgas menyetujui, keduanya menandatangani.
#
# Trains one model on what is known as of a day, just as `suluh train` and `POST /v1/trainings` do. What comes of it
# raises no alert: an analyst asks, a lead agrees, and both sign it.

# %%
"""Train a model, look at its figures, and at whom it alarms about falsely."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

import pandas as pd

from detection.training import train
from models.serving.reading import audited
from records.days import day_of
from records.rights.context import operator
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import open_store

# %% [markdown]
# Hari (`RETRAIN_AS_OF`, bawaan: hari ini) dan daya tampung (`RETRAIN_CAPACITY`, orang per minggu).
#
# The day (`RETRAIN_AS_OF`, today by default) and the capacity (`RETRAIN_CAPACITY`, people a week).

# %%
settings = Settings.load()
now = datetime.now(UTC)
today = day_of(now)
as_of = date.fromisoformat(os.environ.get("RETRAIN_AS_OF", today.isoformat()))
capacity = int(os.environ.get("RETRAIN_CAPACITY", "40"))

# %%
with open_store(settings, operator(Purpose.STATISTICS)) as store:
    trained = train(store, settings, as_of, now, capacity, tell=print)
print(trained.kept.digest, trained.kept.version, "MLflow", trained.kept.tracking_run)

# %% [markdown]
# ## Seberapa baik · how good
#
# Nilai di luar lipatan, dengan selang 95 % dari pengambilan ulang kasus secara utuh. Belum ditemukan tidak sama dengan
# bukan korban: presisi adalah batas bawah.
#
# Out-of-fold figures, with 95 % intervals from drawing whole cases again. Who has not been found may be
# a victim all the same: precision is a lower bound.

# %%
figures = pd.DataFrame(
    [
        {"target": target, "figure": name, **figure}
        for target in ("tppo", "non_procedural")
        for name, figure in trained.kept.metrics[target].items()
        if isinstance(figure, dict)
    ]
)
print(figures.to_string(index=False))

# %% [markdown]
# ## Adil atau tidak · fair or not
#
# Tingkat peringatan keliru tiap kelompok, dari data yang tidak pernah dibaca model. Bila selang 95 % rasio terendah
# terhadap tertinggi seluruhnya di bawah 0,8, model tidak dapat ditetapkan; bila data terlalu sedikit, diminta alasan.
#
# Rates of false alarms of each group, from data that no model reads. Where the 95 % interval of the lowest-to-highest
# ratio lies wholly below 0.8 the model cannot be promoted; where the data are too few, a reason is asked for.

# %%
fairness = pd.DataFrame([vars(audited(each)) for each in trained.fairness]).drop(columns="groups")
print(fairness.to_string(index=False))

# %% [markdown]
# ## Selanjutnya · what next
#
# 1. `suluh models sign DIGEST --key BERKAS`, oleh analis dan pimpinan masing-masing.
# 2. Jadikan penantang (challenger): ia berjalan di belakang yang dipakai, tanpa peringatan.
# 3. Bandingkan pada volume yang sama (`suluh models show DIGEST`), lalu ajukan penetapan.
#
# 1. `suluh models sign DIGEST --key FILE`, by analyst and lead, each with their own key.
# 2. Make it challenger: it runs in the shadow of the champion and raises nothing.
# 3. Compare the two at equal volume (`suluh models show DIGEST`), then ask for the promotion.
