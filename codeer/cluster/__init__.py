"""Work on a Dask cluster that somebody runs: where it is, what is known of it, and who does what.

Interview text goes to the named scheduler and from there to its workers, packed, so that no log shows any.
"""

from codeer.cluster.address import UNENCRYPTED, Cluster, make_cluster
from codeer.cluster.connection import describe_destination
from codeer.cluster.mapping import map_on_cluster

__all__ = ["UNENCRYPTED", "Cluster", "describe_destination", "make_cluster", "map_on_cluster"]
