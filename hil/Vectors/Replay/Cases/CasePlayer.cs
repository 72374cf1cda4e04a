namespace AIoT.Embedded.Replay
{
    /// <summary>Replays the cases of one kind. A new one is made for each case, so that nothing of one is left in the next.</summary>
    public abstract class CasePlayer
    {
        /// <summary>Reads the case, does the work and compares. Exceptions are a failure of the case.</summary>
        public abstract void Play(CaseReader data, CaseResult result);
    }
}
