using System.IO;

namespace AIoT.Embedded.Node
{
    /// <summary>What a board that sleeps between windows takes over into its next life: the decider's state, and the time it will be.</summary>
    internal sealed class SleepState
    {
        private readonly TwinFile _file;
        private readonly Decider _decider;

        public SleepState(IStorage storage, Decider decider)
        {
            _decider = decider;
            _file = new TwinFile(storage, "sleep", 8 + decider.ByteCount);
        }

        public void Save(long wakeTime)
        {
            try
            {
                Bytes.Put(_file.Bytes, _file.Offset, wakeTime, 8);
                _decider.Write(_file.Bytes, _file.Offset + 8);
                _file.Save(8 + _decider.ByteCount);
            }
            catch (IOException)
            {
                // The next life starts without: it debounces anew, and its clock waits for the gateway.
            }
        }

        /// <summary>Takes over what the last life left, once: a restart for another reason must not meet an old state.</summary>
        /// <returns>The UTC milliseconds that it is about now; 0: not known.</returns>
        public long Take()
        {
            if (_file.Load() != 8 + _decider.ByteCount)
            {
                return 0;
            }

            long wakeTime = Bytes.Get(_file.Bytes, _file.Offset, 8);
            _decider.Read(_file.Bytes, _file.Offset + 8);
            try
            {
                _file.Save(0);
            }
            catch (IOException)
            {
            }

            return wakeTime;
        }
    }
}
