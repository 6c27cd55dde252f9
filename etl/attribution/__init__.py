"""Attribution: which department a complaint started in, how sure that is, and on what it rests.

`signals` make claims, `training` learns how far each is to be believed, `scoring` turns them into answers, `matching`
finds words. Modules are imported where they are needed: pages use `scoring.highlighting` and `scoring.counterfactual`,
and must not wait for scikit-learn.
"""
