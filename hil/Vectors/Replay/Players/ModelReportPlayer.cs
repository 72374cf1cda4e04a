using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Replay
{
    /// <summary>How a board's models stand; a hash that is absent is empty.</summary>
    public sealed class ModelReportPlayer : MessagePlayer
    {
        private ModelReport _message;

        /// <inheritdoc/>
        protected override string Reason
        {
            get { return _message.Reason; }
        }

        /// <inheritdoc/>
        protected override void Renew()
        {
            _message = new ModelReport();
        }

        /// <inheritdoc/>
        protected override void Fill(CaseReader data)
        {
            ModelReport report = _message;
            report.Epoch = (uint)data.ReadLong();
            report.Boot = (uint)data.ReadLong();
            report.State = data.ReadInt();
            byte[] active = data.ReadBytes();
            report.HasActive = active.Length != 0;
            Array.Copy(active, 0, report.Active, 0, active.Length);
            report.ActiveVersion = (uint)data.ReadLong();
            byte[] offered = data.ReadBytes();
            report.HasOffered = offered.Length != 0;
            Array.Copy(offered, 0, report.Offered, 0, offered.Length);
            report.Received = data.ReadInt();
            report.Total = data.ReadInt();
            report.Refusal = data.ReadInt();
            report.Text = data.ReadText();
            int[] refusals = data.ReadInts();
            Array.Copy(refusals, 0, report.Refusals, 0, refusals.Length);
            report.Switches = (uint)data.ReadLong();
            report.Fallbacks = (uint)data.ReadLong();
        }

        /// <inheritdoc/>
        protected override int Encode(byte[] buffer, int offset)
        {
            return _message.Encode(buffer, offset);
        }

        /// <inheritdoc/>
        protected override bool TryDecode(byte[] buffer, int offset, int length)
        {
            return _message.TryDecode(buffer, offset, length);
        }
    }
}
