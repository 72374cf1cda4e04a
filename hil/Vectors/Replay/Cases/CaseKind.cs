namespace AIoT.Embedded.Replay
{
    /// <summary>What a case's data hold, and with that which player replays it. The number is the first byte of a case.</summary>
    public static class CaseKind
    {
        /// <summary>A function of the arithmetic contract over many arguments.</summary>
        public const int Scalar = 1;

        /// <summary>The logarithm's table.</summary>
        public const int LogTable = 2;

        /// <summary>A window and the features and scalars that it gives.</summary>
        public const int Features = 3;

        /// <summary>A decimation factor and the taps of its stages.</summary>
        public const int Decimation = 4;

        /// <summary>A power spectrum of a signal given as a formula.</summary>
        public const int Spectrum = 5;

        /// <summary>An envelope spectrum of one window.</summary>
        public const int EnvelopeWindow = 6;

        /// <summary>A streamed envelope spectrum.</summary>
        public const int EnvelopeStream = 7;

        /// <summary>An estimate of the shaft's speed.</summary>
        public const int ShaftSpeed = 8;

        /// <summary>The dummy orders of the fault combs.</summary>
        public const int CombDummies = 9;

        /// <summary>A model image with inputs and the outputs that they give.</summary>
        public const int Model = 10;

        /// <summary>A learnt baseline: windows, state, scores.</summary>
        public const int Baseline = 11;

        /// <summary>A Reading: fields and bytes.</summary>
        public const int Reading = 12;

        /// <summary>A Cursor: fields and bytes.</summary>
        public const int Cursor = 13;

        /// <summary>A Health: fields and bytes.</summary>
        public const int Health = 14;

        /// <summary>Bytes that a reader of messages must refuse for a reason, or accept.</summary>
        public const int Strictness = 15;

        /// <summary>A request for raw samples.</summary>
        public const int CaptureRequest = 16;

        /// <summary>A command about the baseline.</summary>
        public const int BaselineRequest = 17;

        /// <summary>A new configuration.</summary>
        public const int ConfigurationRequest = 18;

        /// <summary>An answer to a command.</summary>
        public const int Answer = 19;

        /// <summary>A piece of a raw capture.</summary>
        public const int CaptureChunk = 20;

        /// <summary>An offer of a model.</summary>
        public const int ModelOffer = 21;

        /// <summary>A piece of a model.</summary>
        public const int ModelChunk = 22;

        /// <summary>How a board's models stand.</summary>
        public const int ModelReport = 23;

        /// <summary>Claims, payload and token of evidence.</summary>
        public const int EvidenceToken = 32;

        /// <summary>A challenge.</summary>
        public const int Challenge = 33;
    }
}
