using System;
using System.IO;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// The board's models on flash: two slots, <c>model1.aim</c> and <c>model2.aim</c>, and what is known of them. An offered file is received
    /// into the slot that is not in use, looked at completely, and then switched to by one write. It is on trial first: its starts are counted
    /// before the first window, and after too many of them, or on a failure, the board goes back to what it had. A power cut at any write
    /// leaves the old model or the new one. Not for several threads but <see cref="WindowMeasured"/> and <see cref="WindowFailed"/>.
    /// </summary>
    public sealed class ModelSlots
    {
        private const int MostFailures = 3;
        private const int SaveEvery = 8 * WireLimits.ModelChunkBytes;
        private readonly IStorage _storage;
        private readonly ModelSlotOptions _options;
        private readonly MachineOptions _machine;
        private readonly IBoard _board;
        private readonly SlotState _state;
        private readonly int[] _refusals = new int[ModelRefusal.Count];
        private readonly byte[] _activeHash = new byte[WireLimits.HashBytes];
        private ModelImage _flashed;
        private ModelImage _image;
        private IStorageFile _file;
        private string _reason = "";
        private int _refusal;
        private int _written;
        private int _windows;
        private int _failures;
        private bool _passed;
        private bool _failed;
        private bool _hasActive;
        private bool _switched;

        /// <summary>The slots in a folder.</summary>
        /// <param name="storage">The folder.</param>
        /// <param name="options">What is taken.</param>
        /// <param name="machine">What is known of the machine: a model must suit it.</param>
        /// <param name="board">Tells the free memory.</param>
        /// <exception cref="ArgumentException">The key is none.</exception>
        public ModelSlots(IStorage storage, ModelSlotOptions options, MachineOptions machine, IBoard board)
        {
            if (!Es256.IsPublicKey(options.PublicKey))
            {
                throw new ArgumentException("the key for models is no point of P-256");
            }

            _storage = storage;
            _options = options;
            _machine = machine;
            _board = board;
            _state = new SlotState(storage);
        }

        /// <summary>The image in use, or null.</summary>
        public ModelImage Image
        {
            get { return _image; }
        }

        /// <summary>What the board is about (<see cref="ModelState"/>).</summary>
        public int State
        {
            get
            {
                return _switched ? ModelState.Restarting
                    : _state.DownloadSlot != 0 ? (_written == _state.Total ? ModelState.Verifying : ModelState.Receiving)
                    : _image == null ? ModelState.None
                    : OnTrial ? ModelState.Trial : ModelState.Settled;
            }
        }

        /// <summary>True while the image in use has not lasted its trial.</summary>
        public bool OnTrial
        {
            get { return _state.TrialStarts > 0 && _state.ActiveSlot != 0; }
        }

        /// <summary>Bytes of the offered file that are held: where the next piece starts.</summary>
        public int Received
        {
            get { return _written; }
        }

        /// <summary>Why an image was refused last, in words; empty: none was.</summary>
        public string Reason
        {
            get { return _reason; }
        }

        /// <summary>Images, offers and pieces refused since boot for a reason (<see cref="ModelRefusal"/>).</summary>
        public int RefusalsOf(int reason)
        {
            return _refusals[reason];
        }

        /// <summary>All of them.</summary>
        public int Refusals
        {
            get
            {
                int sum = 0;
                for (int i = 0; i < _refusals.Length; i++)
                {
                    sum += _refusals[i];
                }

                return sum;
            }
        }

        /// <summary>Models that the board has gone back from, ever.</summary>
        public int Fallbacks
        {
            get { return _state.Fallbacks > int.MaxValue ? int.MaxValue : (int)_state.Fallbacks; }
        }

        /// <summary>Finds the model to run. Called once a start, before the first window: it takes one of the starts of a model on trial.</summary>
        /// <param name="flashed">The image that came with the firmware, or null: used while no slot has one.</param>
        /// <returns>The image, or null.</returns>
        public ModelImage Load(ModelImage flashed)
        {
            _flashed = flashed;
            _state.Load();
            if (_state.TrialStarts > 0 && !TakeStart())
            {
                GoBack("it did not last its trial", ModelRefusal.Trial);
            }

            while (_state.ActiveSlot != 0 && !TryRead())
            {
                GoBack(_reason, _refusal);
            }

            if (_state.ActiveSlot == 0)
            {
                _image = flashed;
                if (flashed != null)
                {
                    Array.Copy(flashed.ComputeHash(), 0, _activeHash, 0, WireLimits.HashBytes);
                }
            }

            _hasActive = _image != null;
            Resume();
            return _image;
        }

        /// <summary>Starts to receive an image, or goes on with one that is held in part.</summary>
        /// <returns>True when pieces are wanted, or the image is in use already; else <see cref="Reason"/> says why not.</returns>
        public bool TryOffer(ModelOffer offer)
        {
            if (_hasActive && Equal(offer.Hash, _activeHash))
            {
                return true;
            }

            if (_state.DownloadSlot != 0 && _state.IsHash(SlotState.Download, offer.Hash, WireLimits.HashBytes) && _state.Total == offer.Total && !_switched)
            {
                return true;
            }

            if (OnTrial || _switched)
            {
                return Refuse(ModelRefusal.OnTrial, "the model in use is still on trial");
            }

            if (offer.Total > _options.LargestFileBytes)
            {
                return Refuse(ModelRefusal.TooLarge, "a file of " + offer.Total.ToString() + " bytes: at most " + _options.LargestFileBytes.ToString());
            }

            if (!CheckVersion(offer.ModelId, offer.ModelVersion))
            {
                return false;
            }

            if (_state.IsHash(SlotState.Failed, offer.Hash, WireLimits.HashBytes))
            {
                return Refuse(ModelRefusal.FailedBefore, "the board has gone back from this image before");
            }

            try
            {
                CloseFile();
                _state.DownloadSlot = _state.ActiveSlot == 1 ? 2 : 1;
                _state.SetHash(SlotState.Download, offer.Hash);
                _state.Total = offer.Total;
                _state.Received = 0;
                _written = 0;

                // A slot to be written over is nothing to go back to.
                _state.PreviousSlot = 0;
                _state.Save();
                OpenFile();
                return true;
            }
            catch (IOException)
            {
                return Drop(ModelRefusal.Flash, "the board's flash could not be written");
            }
        }

        /// <summary>Takes a piece of the offered file. One that is held already changes nothing.</summary>
        /// <returns>True when it was taken; else <see cref="Reason"/> says why not.</returns>
        public bool TryWrite(ModelChunk chunk)
        {
            if (_state.DownloadSlot == 0 || _switched || !_state.IsHash(SlotState.Download, chunk.Hash, WireLimits.ModelBytes) || chunk.Length > _state.Total - chunk.First)
            {
                return Refuse(ModelRefusal.NotOffered, "a piece of a file that was not offered, or outside it");
            }

            if (chunk.First != _written)
            {
                return true;
            }

            try
            {
                OpenFile();
                _file.Write(_written, chunk.Buffer, chunk.Offset, chunk.Length);
                _written += chunk.Length;
                if (_written == _state.Total || _written - _state.Received >= SaveEvery)
                {
                    _file.Flush();
                    _state.Received = _written;
                    _state.Save();
                }

                return true;
            }
            catch (IOException)
            {
                return Drop(ModelRefusal.Flash, "the board's flash could not be written");
            }
        }

        /// <summary>Looks at the whole received file, and switches to it when everything is right: it counts from the next start, on trial.</summary>
        /// <returns>True: restart the board. Else the file is dropped, and <see cref="Reason"/> says why.</returns>
        public bool TrySwitch()
        {
            try
            {
                CloseFile();
                byte[] bytes = ReadFile(_state.DownloadSlot);
                ModelImage image = bytes == null || bytes.Length != _state.Total ? null : Check(bytes);
                if (image == null)
                {
                    return Drop(bytes == null || bytes.Length != _state.Total ? ModelRefusal.Flash : _refusal, bytes == null ? "the file could not be read" : _reason);
                }

                _state.CopyHash(SlotState.Active, SlotState.Previous);
                _state.CopyHash(SlotState.Download, SlotState.Active);
                _state.PreviousSlot = _state.ActiveSlot;
                _state.ActiveSlot = _state.DownloadSlot;
                _state.DownloadSlot = 0;
                _state.Received = 0;

                // One more than the starts: the last one is the start that goes back.
                _state.TrialStarts = _options.TrialStarts + 1;
                _state.Switches++;
                _state.Save();
                _switched = true;
                return true;
            }
            catch (IOException)
            {
                // What is on flash is either state: memory must not say more than it.
                _state.Load();
                return _state.DownloadSlot == 0 ? _switched = true : Drop(ModelRefusal.Flash, "the board's flash could not be written");
            }
        }

        /// <summary>A window was measured with the model in use. Called by the measuring thread; allocates nothing.</summary>
        public void WindowMeasured()
        {
            _failures = 0;
            if (!_passed && ++_windows >= _options.TrialWindows)
            {
                _passed = true;
            }
        }

        /// <summary>Measuring threw. Called by the measuring thread.</summary>
        public void WindowFailed()
        {
            if (!_passed && ++_failures >= MostFailures)
            {
                _failed = true;
            }
        }

        /// <summary>Settles a trial that was passed or failed.</summary>
        /// <returns>True: the board has gone back, restart it.</returns>
        public bool Settle()
        {
            if (!OnTrial || _switched || !(_passed || _failed))
            {
                return false;
            }

            try
            {
                if (_failed)
                {
                    GoBack("it failed in its trial", ModelRefusal.Trial);
                    return true;
                }

                _state.Trust(_image.Id, _image.Version);
                _state.TrialStarts = 0;
                _state.Save();
            }
            catch (IOException)
            {
                // Tried again when called next.
                _state.Load();
            }

            return false;
        }

        /// <summary>Fills in what a report says of the slots.</summary>
        public void Report(ModelReport report)
        {
            report.State = State;
            report.HasActive = _hasActive;
            Array.Copy(_activeHash, 0, report.Active, 0, WireLimits.HashBytes);
            report.ActiveVersion = _image == null ? 0 : _image.Version;
            report.HasOffered = _state.DownloadSlot != 0 || _switched;
            _state.GetHash(SlotState.Download, report.Offered);
            report.Received = _switched ? _state.Total : _state.DownloadSlot == 0 ? 0 : _written;
            report.Total = report.HasOffered ? _state.Total : 0;
            report.Refusal = _refusal;
            report.Text = _reason;
            Array.Copy(_refusals, 0, report.Refusals, 0, _refusals.Length);
            report.Switches = _state.Switches;
            report.Fallbacks = _state.Fallbacks;
        }

        private static bool Equal(byte[] a, byte[] b)
        {
            return FixedTime.Equal(a, 0, b, 0, WireLimits.HashBytes);
        }

        private bool CheckVersion(string id, uint version)
        {
            // The same version again is taken only where the board has lost it.
            bool older = version < _state.VersionOf(id) || (_flashed != null && _flashed.Id == id && version < _flashed.Version);
            if (older || (_image != null && _image.Id == id && version <= _image.Version))
            {
                return Refuse(ModelRefusal.OlderVersion, "version " + version.ToString() + " is not newer than what the board has run");
            }

            return _state.HasRoomFor(id) || Refuse(ModelRefusal.TooManyIds, "the board knows four model ids already");
        }

        // The order is from cheap to dear; each step has its own reason.
        private ModelImage Check(byte[] bytes)
        {
            ModelImage image;
            ImageFault fault;
            string reason;
            if (!ModelImage.TryParse(bytes, bytes.Length, out image, out fault, out reason))
            {
                return Refused(ModelRefusal.Damaged, reason);
            }

            byte[] hash = image.ComputeHash();
            if (!_state.IsHash(SlotState.Download, hash, WireLimits.HashBytes))
            {
                return Refused(ModelRefusal.OtherImage, "the image is not the one that was offered");
            }

            ModelSignatureFault signature = ModelSignature.Verify(image, hash, _options.PublicKey);
            if (signature != ModelSignatureFault.None)
            {
                return Refused(ModelRefusal.Signature, ModelSignature.Describe(signature));
            }

            if (!CheckVersion(image.Id, image.Version))
            {
                return null;
            }

            if (image.SelfTestInput == null)
            {
                return Refused(ModelRefusal.SelfTest, "the image has no self-test");
            }

            return Suits(image) ? image : null;
        }

        private bool Suits(ModelImage image)
        {
            try
            {
                FeatureRecipe recipe = BoardModel.RecipeFor(image, _machine);
                if (_options.SensorRateHz > 0 && recipe.DecimationFor(_options.SensorRateHz) == 0)
                {
                    return Refuse(ModelRefusal.Unsuitable, "the model wants another sampling rate than the sensor has");
                }

                // Told before anything of it is made. Beside it the model in use goes on: what the file does not take yet must be free.
                int need = EngineMemory.Estimate(image, _options.PackedWeightBudgetBytes);
                long free = _board.FreeBytes;
                if (need > _options.MemoryBudgetBytes)
                {
                    return Refuse(ModelRefusal.Memory, "the model needs " + need.ToString() + " bytes: at most " + _options.MemoryBudgetBytes.ToString());
                }

                if (free > 0 && need - image.Data.Length > free)
                {
                    return Refuse(ModelRefusal.Memory, "the model needs " + (need - image.Data.Length).ToString() + " bytes more, and " + free.ToString() + " are free");
                }

                Engine engine = new Engine(image, _options.PackedWeightBudgetBytes);
                if (!engine.SelfTest())
                {
                    return Refuse(ModelRefusal.SelfTest, "the self-test gives other scores than the image says");
                }

                BoardModel.Prepare(image, _machine, _options.PackedWeightBudgetBytes);
                return true;
            }
            catch (ArgumentException e)
            {
                return Refuse(ModelRefusal.Unsuitable, e.Message);
            }
            catch (OutOfMemoryException)
            {
                return Refuse(ModelRefusal.Memory, "the memory did not suffice to look at the model");
            }
        }

        // A start is counted before the first window. One that can't be counted is one too many.
        private bool TakeStart()
        {
            try
            {
                _state.TrialStarts--;
                if (_state.TrialStarts == 0)
                {
                    return false;
                }

                _state.Save();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }

        private bool TryRead()
        {
            _image = null;
            try
            {
                byte[] bytes = ReadFile(_state.ActiveSlot);
                ModelImage image;
                ImageFault fault;
                string reason = "the file could not be read";
                if (bytes == null || !ModelImage.TryParse(bytes, bytes.Length, out image, out fault, out reason))
                {
                    return Refuse(ModelRefusal.Damaged, reason);
                }

                byte[] hash = image.ComputeHash();
                if (!_state.IsHash(SlotState.Active, hash, WireLimits.HashBytes))
                {
                    return Refuse(ModelRefusal.OtherImage, "the file in the slot is another image");
                }

                BoardModel.Prepare(image, _machine, _options.PackedWeightBudgetBytes);
                Array.Copy(hash, 0, _activeHash, 0, WireLimits.HashBytes);
                _image = image;
                return true;
            }
            catch (ArgumentException e)
            {
                return Refuse(ModelRefusal.Unsuitable, e.Message);
            }
            catch (IOException)
            {
                return Refuse(ModelRefusal.Flash, "the file could not be read");
            }
        }

        // To the model before, if there is one; else to the one that came with the firmware.
        private void GoBack(string reason, int refusal)
        {
            _refusals[refusal]++;
            _refusal = refusal;
            _reason = reason;
            if (refusal == ModelRefusal.Trial)
            {
                _state.CopyHash(SlotState.Active, SlotState.Failed);
            }

            _state.CopyHash(SlotState.Previous, SlotState.Active);
            _state.ActiveSlot = _state.PreviousSlot;
            _state.PreviousSlot = 0;
            _state.TrialStarts = 0;
            _state.Fallbacks++;
            try
            {
                _state.Save();
            }
            catch (IOException)
            {
                // The next start comes to the same conclusion.
            }
        }

        // A download that was under way goes on from what was flushed.
        private void Resume()
        {
            _written = 0;
            if (_state.DownloadSlot == 0)
            {
                return;
            }

            try
            {
                _written = _state.Received;
                OpenFile();
            }
            catch (IOException)
            {
                _state.DownloadSlot = 0;
            }
        }

        private void OpenFile()
        {
            if (_file != null)
            {
                return;
            }

            _file = _storage.Open(NameOf(_state.DownloadSlot));
            if (_file.Length < _written)
            {
                _written = 0;
            }

            if (_file.Length > _written)
            {
                _file.Truncate(_written);
            }
        }

        private void CloseFile()
        {
            if (_file != null)
            {
                IStorageFile file = _file;
                _file = null;
                file.Close();
            }
        }

        private byte[] ReadFile(int slot)
        {
            IStorageFile file = _storage.Open(NameOf(slot));
            try
            {
                int length = file.Length;
                if (length == 0 || length > WireLimits.ModelFileBytes)
                {
                    return null;
                }

                byte[] bytes = new byte[length];
                return file.Read(0, bytes, 0, length) == length ? bytes : null;
            }
            finally
            {
                file.Close();
            }
        }

        private bool Drop(int refusal, string reason)
        {
            if (refusal == ModelRefusal.Flash)
            {
                Refuse(refusal, reason);
            }

            try
            {
                CloseFile();
                _state.DownloadSlot = 0;
                _state.Received = 0;
                _written = 0;
                _state.Save();
            }
            catch (IOException)
            {
                // What is left in the file is truncated by the next offer.
            }

            return false;
        }

        private ModelImage Refused(int refusal, string reason)
        {
            Refuse(refusal, reason);
            return null;
        }

        private bool Refuse(int refusal, string reason)
        {
            _refusals[refusal]++;
            _refusal = refusal;
            _reason = reason;
            return false;
        }

        private static string NameOf(int slot)
        {
            return slot == 1 ? "model1.aim" : "model2.aim";
        }
    }
}
