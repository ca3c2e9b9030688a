// One plant, or several, in Azure: an MQTT broker for the gateways, Event Hubs as the log behind it, the service, its disk, its secrets.
// deploy/azure/README.md says what each part is for, what it costs and which setting goes where.
targetScope = 'resourceGroup'

@description('Code of the plant, as in plant.json: lower case letters and digits.')
@minLength(2)
@maxLength(12)
param plant string

param location string = resourceGroup().location

@description('Codes of the gateways: the common names of their certificates (deploy/pki).')
param gateways array

@description('The authority of deploy/pki: authority.pem, whole.')
param authority string

@description('Container image of the service, made from the package traceability-cloud.')
param image string

@description('Container image of a proxy that listens on port 8090, asks people who they are, and passes on to 127.0.0.1:8080.')
param proxyImage string

@description('Addresses that may ask the service, in CIDR form; empty: nobody but who comes through the virtual network.')
param allowedAddresses array = []

@description('Object id of the people or the pipeline that may write secrets.')
param secretsOfficer string

@allowed(['small', 'middle', 'large'])
param size string = 'small'

var sizes = {
  small: { hubUnits: 1, partitions: 4, brokerUnits: 1, cpu: '1.0', memory: '2Gi', shareGib: 100 }
  middle: { hubUnits: 2, partitions: 16, brokerUnits: 2, cpu: '2.0', memory: '4Gi', shareGib: 256 }
  large: { hubUnits: 8, partitions: 32, brokerUnits: 8, cpu: '4.0', memory: '8Gi', shareGib: 1024 }
}
var chosen = sizes[size]
var unique = uniqueString(resourceGroup().id, plant)

module identity 'identity.bicep' = {
  name: 'identity'
  params: { plant: plant, location: location }
}

module log 'log.bicep' = {
  name: 'log'
  params: { plant: plant, unique: unique, location: location, units: chosen.hubUnits, partitions: chosen.partitions, user: identity.outputs.principal }
}

module broker 'broker.bicep' = {
  name: 'broker'
  params: { plant: plant, unique: unique, location: location, units: chosen.brokerUnits, gateways: gateways, authority: authority }
}

module secrets 'secrets.bicep' = {
  name: 'secrets'
  params: { unique: unique, location: location, reader: identity.outputs.principal, officer: secretsOfficer }
}

module service 'service.bicep' = {
  name: 'service'
  params: {
    plant: plant
    unique: unique
    location: location
    image: image
    proxyImage: proxyImage
    cpu: chosen.cpu
    memory: chosen.memory
    shareGib: chosen.shareGib
    identity: identity.outputs.id
    client: identity.outputs.client
    vault: secrets.outputs.uri
    broker: broker.outputs.host
    hub: log.outputs.hubName
    hubHost: log.outputs.host
    group: log.outputs.groupName
    allowedAddresses: allowedAddresses
  }
}

@description('What gateways are told with BROKER=.')
output brokerAddress string = '${broker.outputs.host}:8883'

@description('Where the pages and the API are.')
output pages string = service.outputs.url
