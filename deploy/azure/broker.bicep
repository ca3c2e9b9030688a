// The MQTT broker for gateways, in Event Grid. The access list is that of deploy/mosquitto, said in topic spaces: what a gateway writes
// bears its own name (the variable is the client's name), what it reads is named; the cloud has a group of its own.
param plant string
param unique string
param location string
param units int
param gateways array
param authority string

var root = 'lt/1/${plant}'
var spaces = [
  { name: 'gateway-up', templates: map(['events', 'state', 'lights', 'want', 'dead'], leaf => '${root}/gateway/\${client.authenticationName}/${leaf}') }
  { name: 'gateway-own', templates: map(['mark', 'config'], leaf => '${root}/gateway/\${client.authenticationName}/${leaf}') }
  { name: 'peers', templates: concat(map(['events', 'state', 'want'], leaf => '${root}/gateway/+/${leaf}'), ['${root}/face/#', '${root}/holds', '${root}/cloud/state', '${root}/cloud/want']) }
  { name: 'cloud-down', templates: ['${root}/gateway/+/mark', '${root}/gateway/+/config', '${root}/face/#', '${root}/holds', '${root}/cloud/state', '${root}/cloud/want'] }
  { name: 'cloud-up', templates: map(['events', 'state', 'lights', 'dead'], leaf => '${root}/gateway/+/${leaf}') }
  { name: 'to-log', templates: ['${root}/gateway/+/events'] }
]
var permissions = [
  { name: 'gateways-write', group: 'gateways', space: 'gateway-up', permission: 'Publisher' }
  { name: 'gateways-own', group: 'gateways', space: 'gateway-own', permission: 'Subscriber' }
  { name: 'gateways-read', group: 'gateways', space: 'peers', permission: 'Subscriber' }
  { name: 'cloud-write', group: 'cloud', space: 'cloud-down', permission: 'Publisher' }
  { name: 'cloud-read', group: 'cloud', space: 'cloud-up', permission: 'Subscriber' }
  { name: 'forward-read', group: 'forward', space: 'to-log', permission: 'Subscriber' }
]

resource broker 'Microsoft.EventGrid/namespaces@2025-02-15' = {
  name: 'tr-${plant}-${unique}'
  location: location
  sku: { name: 'Standard', capacity: units }
  properties: {
    isZoneRedundant: true
    minimumTlsVersionAllowed: '1.2'
    topicSpacesConfiguration: {
      state: 'Enabled'
      maximumSessionExpiryInHours: 8
      maximumClientSessionsPerAuthenticationName: 1
      clientAuthentication: { alternativeAuthenticationNameSources: ['ClientCertificateSubject'] }
    }
  }
}

resource ca 'Microsoft.EventGrid/namespaces/caCertificates@2025-02-15' = {
  parent: broker
  name: 'plant'
  properties: { encodedCertificate: authority, description: 'The authority of deploy/pki' }
}

resource clients 'Microsoft.EventGrid/namespaces/clients@2025-02-15' = [for name in concat(gateways, ['cloud', 'forward']): {
  parent: broker
  name: name
  dependsOn: [ca]
  properties: {
    authenticationName: name
    state: 'Enabled'
    attributes: { kind: name == 'cloud' || name == 'forward' ? name : 'gateway' }
    clientCertificateAuthentication: { validationScheme: 'SubjectMatchesAuthenticationName' }
  }
}]

resource groups 'Microsoft.EventGrid/namespaces/clientGroups@2025-02-15' = [for group in [
  { name: 'gateways', query: 'attributes.kind = "gateway"' }
  { name: 'cloud', query: 'attributes.kind = "cloud"' }
  { name: 'forward', query: 'attributes.kind = "forward"' }
]: {
  parent: broker
  name: group.name
  properties: { query: group.query }
}]

resource topicSpaces 'Microsoft.EventGrid/namespaces/topicSpaces@2025-02-15' = [for space in spaces: {
  parent: broker
  name: space.name
  properties: { topicTemplates: space.templates }
}]

resource bindings 'Microsoft.EventGrid/namespaces/permissionBindings@2025-02-15' = [for binding in permissions: {
  parent: broker
  name: binding.name
  dependsOn: [groups, topicSpaces]
  properties: { clientGroupName: binding.group, topicSpaceName: binding.space, permission: binding.permission }
}]

output host string = broker.properties.topicSpacesConfiguration.hostname
