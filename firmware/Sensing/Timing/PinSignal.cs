using System.Device.Gpio;
using System.Threading;

namespace AIoT.Embedded.Sensing
{
    /// <summary>The part's watermark interrupt on a pin, active high.</summary>
    public sealed class PinSignal : IWatermarkSignal
    {
        private readonly AutoResetEvent _risen = new AutoResetEvent(false);
        private readonly GpioPin _pin;

        /// <summary>Listens to a pin.</summary>
        /// <param name="pin">The pin, opened as input.</param>
        public PinSignal(GpioPin pin)
        {
            _pin = pin;
            _pin.ValueChanged += OnChange;
        }

        /// <summary>Stops listening.</summary>
        public void Close()
        {
            _pin.ValueChanged -= OnChange;
        }

        /// <inheritdoc/>
        public void Wait(int milliseconds)
        {
            _risen.WaitOne(milliseconds, false);
        }

        private void OnChange(object sender, PinValueChangedEventArgs e)
        {
            if (e.ChangeType == PinEventTypes.Rising)
            {
                _risen.Set();
            }
        }
    }
}
