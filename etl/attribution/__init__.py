"""Attribution: which department a complaint started in, how sure that is, and on what it rests.

`signals` make claims, `training` learns how reliable each signal is, `scoring` turns claims into answers, and
`matching` finds words in texts. Import the modules where they are needed: pages use `scoring.highlighting` and
`scoring.counterfactual`, and must not wait for scikit-learn.
"""
