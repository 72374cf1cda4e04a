namespace AIoT.Embedded.Replay
{
    /// <summary>Which player replays which kind. A new contract adds its kind, its player and a line here.</summary>
    public static class Players
    {
        /// <summary>A new player; null for a kind that is none of these.</summary>
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
                case CaseKind.CaptureRequest: return new CaptureRequestPlayer();
                case CaseKind.BaselineRequest: return new BaselineRequestPlayer();
                case CaseKind.ConfigurationRequest: return new ConfigurationRequestPlayer();
                case CaseKind.Answer: return new AnswerPlayer();
                case CaseKind.CaptureChunk: return new CaptureChunkPlayer();
                case CaseKind.ModelOffer: return new ModelOfferPlayer();
                case CaseKind.ModelChunk: return new ModelChunkPlayer();
                case CaseKind.ModelReport: return new ModelReportPlayer();
                default: return null;
            }
        }
    }
}
