using AIoT.Embedded.EvidenceVectors;
using AIoT.Embedded.Hil.VectorStream;
using AIoT.Embedded.Replay;

// The evidence set brings its players; its own cases are left out like all others.
new VectorRun(new StandardLink(Console.OpenStandardInput(), Console.Out)).Run("vectors", [new PlayersOnly(new EvidenceSet())]);
