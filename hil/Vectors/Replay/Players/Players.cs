using System;

namespace AIoT.Embedded.Replay
{
    /// <summary>Which player replays which kind. A new contract adds its kind, its player and a line here.</summary>
    public static class Players
    {
        /// <summary>A new player.</summary>
        public static CasePlayer For(int kind)
        {
            switch (kind)
            {
                case CaseKind.Scalar: return new ScalarPlayer();
                case CaseKind.LogTable: return new LogTablePlayer();
                case CaseKind.Features: return new FeaturePlayer();
                case CaseKind.Decimation: return new DecimationPlayer();
                case CaseKind.Spectrum: return new SpectrumPlayer();
                case CaseKind.EnvelopeWindow: return new EnvelopeWindowPlayer();
                case CaseKind.EnvelopeStream: return new EnvelopeStreamPlayer();
                case CaseKind.ShaftSpeed: return new ShaftSpeedPlayer();
                case CaseKind.CombDummies: return new CombDummiesPlayer();
                case CaseKind.Model: return new ModelPlayer();
                case CaseKind.Baseline: return new BaselinePlayer();
                case CaseKind.Reading: return new ReadingPlayer();
                case CaseKind.Cursor: return new CursorPlayer();
                case CaseKind.Health: return new HealthPlayer();
                case CaseKind.Strictness: return new StrictnessPlayer();
                default: throw new Exception("no player for kind " + kind.ToString());
            }
        }
    }
}
