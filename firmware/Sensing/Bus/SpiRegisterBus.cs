using System;
using System.Device.Spi;

namespace AIoT.Embedded.Sensing
{
    /// <summary>Registers over SPI: a command byte of address and direction, then data, in one full-duplex transaction.</summary>
    public sealed class SpiRegisterBus : IRegisterBus
    {
        private readonly SpiDevice _device;
        private readonly int _shift;
        private readonly int _readBit;
        private readonly int _multiBit;
        private readonly byte[] _write = new byte[2];

        /// <summary>Registers of a device.</summary>
        /// <param name="device">The opened device; this object does not dispose it.</param>
        /// <param name="addressShift">Places by which the address is shifted in the command byte.</param>
        /// <param name="readBit">What a read adds to the command byte.</param>
        /// <param name="multiBit">What a transaction of several bytes adds to it.</param>
        public SpiRegisterBus(SpiDevice device, int addressShift, int readBit, int multiBit)
        {
            if (device == null)
            {
                throw new ArgumentNullException("device");
            }

            _device = device;
            _shift = addressShift;
            _readBit = readBit;
            _multiBit = multiBit;
        }

        /// <inheritdoc/>
        public int BytesPerSecond
        {
            get { return _device.ConnectionSettings.ClockFrequency / 8; }
        }

        /// <inheritdoc/>
        public RegisterTransfer Prepare(int register, int count)
        {
            byte[] command = new byte[count + 1];
            command[0] = (byte)((register << _shift) | _readBit | (count > 1 ? _multiBit : 0));
            return new RegisterTransfer(command, new byte[count + 1], 1, count);
        }

        /// <inheritdoc/>
        public bool TryRead(RegisterTransfer transfer)
        {
            try
            {
                _device.TransferFullDuplex(transfer.Command, transfer.Data);
                return true;
            }
            catch (Exception)
            {
                // The bus's driver reports a failed transaction in its own ways; to the part they are one.
                return false;
            }
        }

        /// <inheritdoc/>
        public bool TryWrite(int register, int value)
        {
            try
            {
                _write[0] = (byte)(register << _shift);
                _write[1] = (byte)value;
                _device.Write(_write);
                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
