using System;
using System.Device.I2c;

namespace AIoT.Embedded.Sensing
{
    /// <summary>Registers over I2C: the register's address is written, then data is read after a repeated start.</summary>
    public sealed class I2cRegisterBus : IRegisterBus
    {
        private readonly I2cDevice _device;
        private readonly byte[] _write = new byte[2];

        /// <summary>Registers of a device.</summary>
        /// <param name="device">The opened device; this object does not dispose it.</param>
        public I2cRegisterBus(I2cDevice device)
        {
            if (device == null)
            {
                throw new ArgumentNullException("device");
            }

            _device = device;
        }

        /// <inheritdoc/>
        public int BytesPerSecond
        {
            get
            {
                // Nine bits a byte: the acknowledgement.
                switch (_device.ConnectionSettings.BusSpeed)
                {
                    case I2cBusSpeed.StandardMode:
                        return 100000 / 9;
                    case I2cBusSpeed.FastMode:
                        return 400000 / 9;
                    default:
                        return 1000000 / 9;
                }
            }
        }

        /// <inheritdoc/>
        public RegisterTransfer Prepare(int register, int count)
        {
            byte[] command = new byte[1];
            command[0] = (byte)register;
            return new RegisterTransfer(command, new byte[count], 0, count);
        }

        /// <inheritdoc/>
        public bool TryRead(RegisterTransfer transfer)
        {
            try
            {
                return _device.WriteRead(transfer.Command, transfer.Data).Status == I2cTransferStatus.FullTransfer;
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public bool TryWrite(int register, int value)
        {
            try
            {
                _write[0] = (byte)register;
                _write[1] = (byte)value;
                return _device.Write(_write).Status == I2cTransferStatus.FullTransfer;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
