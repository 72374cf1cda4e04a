using AIoT.Embedded.Replay;

namespace AIoT.Embedded.EvidenceVectors
{
    /// <summary>The evidence contract's players lie here, with its cases: they need a library for cryptography, which an interpreter on a PC may lack.</summary>
    public sealed partial class EvidenceSet
    {
        /// <inheritdoc/>
        public override CasePlayer PlayerFor(int kind)
        {
            switch (kind)
            {
                case CaseKind.EvidenceToken: return new EvidenceTokenPlayer();
                case CaseKind.Challenge: return new ChallengePlayer();
                default: return null;
            }
        }
    }
}
